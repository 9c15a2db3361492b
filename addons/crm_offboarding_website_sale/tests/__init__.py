from . import test_shop, test_shop_pages
