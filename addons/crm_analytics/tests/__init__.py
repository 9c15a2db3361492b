from . import (
    test_cost_drivers,
    test_cost_entry,
    test_cost_evidence,
    test_cost_rights,
    test_cost_scenario,
    test_cost_to_serve,
    test_personal_data,
    test_profit_facts,
    test_profit_pages,
    test_score_run,
)
