from . import (
    test_profit_facts,
    test_profit_pages,
    test_score_run,
)
