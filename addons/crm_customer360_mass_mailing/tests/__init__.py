from . import test_consent_lists, test_consent_mailing
