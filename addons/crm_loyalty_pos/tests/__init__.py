from . import test_till, test_tills_at_once
