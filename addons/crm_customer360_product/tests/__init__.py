from . import test_segment_pricelist
