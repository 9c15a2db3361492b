from . import test_consent_lists, test_consent_mailing, test_segment_mailing_list
