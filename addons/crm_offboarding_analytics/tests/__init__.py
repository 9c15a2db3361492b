from . import test_alternatives, test_figures, test_profit_rules, test_worth
