"""Problems with certified constants, noise models, and the data set that ships with the project."""

from problems import proximal
from problems.cosh import Cosh
from problems.cosine_quadratic import CosineQuadratic
from problems.diagonal_gaussian import DiagonalGaussian
from problems.digits import digits
from problems.discrete import Discrete
from problems.gaussian import Gaussian
from problems.huber import Huber
from problems.kinked_well import KinkedWell
from problems.linear import Linear
from problems.log_cosh import LogCosh
from problems.logistic import Logistic
from problems.matrix_quadratic import MatrixQuadratic
from problems.minibatch import Minibatch
from problems.power_tail import PowerTail
from problems.quadratic import Quadratic
from problems.rademacher import Rademacher
from problems.saturating import Saturating
from problems.scalar import Scalar
from problems.separable import Separable
from problems.softmax import Softmax
from problems.star_exponential import StarExponential
from problems.student_t import StudentT
from problems.two_layer import TwoLayer
from problems.two_point import TwoPoint

__all__ = [
    "Cosh",
    "CosineQuadratic",
    "DiagonalGaussian",
    "Discrete",
    "Gaussian",
    "Huber",
    "KinkedWell",
    "Linear",
    "LogCosh",
    "Logistic",
    "MatrixQuadratic",
    "Minibatch",
    "PowerTail",
    "Quadratic",
    "Rademacher",
    "Saturating",
    "Scalar",
    "Separable",
    "Softmax",
    "StarExponential",
    "StudentT",
    "TwoLayer",
    "TwoPoint",
    "digits",
    "proximal",
]
