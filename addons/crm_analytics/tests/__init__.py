from . import (
    test_cost_to_serve,
    test_personal_data,
    test_profit_facts,
    test_profit_pages,
    test_score_run,
    test_value_cdnow,
    test_value_pages,
    test_value_purchase_days,
    test_value_scores,
)
