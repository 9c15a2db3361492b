from . import (
    test_capture,
    test_capture_sales,
    test_concurrency,
    test_customers,
    test_exactness,
    test_faults,
    test_js,
    test_repair,
    test_rights,
    test_source_settings,
    test_timeline,
    test_tours,
)
