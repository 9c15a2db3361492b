from . import (
    test_cost_to_serve,
    test_js,
    test_personal_data,
    test_profit_chain,
    test_profit_channel,
    test_profit_cost,
    test_profit_facts,
    test_profit_pages,
    test_profit_random,
    test_profit_shop,
    test_profit_tour,
    test_score_run,
)
