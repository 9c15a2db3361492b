from . import test_points
