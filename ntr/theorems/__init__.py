"""The statements, one file per stem; each defines STATEMENTS (all its forms) and THEOREM = STATEMENTS[0]."""
