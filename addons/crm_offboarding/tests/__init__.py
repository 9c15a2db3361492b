from . import (
    test_block,
    test_candidate,
    test_case,
    test_concurrency,
    test_figures,
    test_import_undo,
    test_hold,
    test_personal_data,
    test_settlement,
)
