from . import test_consent_sms
