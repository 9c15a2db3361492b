from . import (
    test_card,
    test_concurrency,
    test_defects,
    test_earning,
    test_expiry,
    test_import_undo,
    test_machine,
    test_points_tour,
    test_sets,
    test_shown,
    test_web_cart,
)
