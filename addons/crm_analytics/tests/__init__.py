from . import (
    test_cost_to_serve,
    test_personal_data,
    test_profit_facts,
    test_profit_pages,
    test_score_run,
)
