from . import test_profit_rules
