from . import test_js, test_till, test_till_tour
