from . import test_js, test_till, test_tills_at_once
