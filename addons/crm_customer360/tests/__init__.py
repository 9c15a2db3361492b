from . import (
    test_js,
    test_rights,
    test_timeline,
)
