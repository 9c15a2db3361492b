"""The words of the ledger, in one place: each is a selection of several models."""

CHANNELS = [
    ("any", "All channels"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("phone", "Phone"),
    ("post", "Post"),
    ("messenger", "Messenger"),
]
STATES = [
    ("given", "Agreed"),
    ("refused", "Objected"),
    ("withdrawn", "Withdrawn"),
    ("expired", "No longer counts"),
]
STANDINGS = [("given", "Agreed"), ("objected", "Objected"), ("expired", "No longer counts")]
BASES = [
    ("consent", "Consent"),
    ("legitimate_interest", "Legitimate interest"),
    ("soft_opt_in", "Soft opt-in (own customers)"),
    ("contract", "Contract"),
    ("legal_obligation", "Legal obligation"),
]
SOURCES = [
    ("form", "Form"),
    ("phone", "Phone call"),
    ("message", "Letter or message"),
    ("import", "Import"),
    ("preference_page", "Preference page"),
    ("unsubscribe", "Unsubscribe link"),
    ("blacklist", "Blacklist"),
    ("officer", "Data protection officer"),
]
