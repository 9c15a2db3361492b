"""Pure Python of the contact history: no database and no framework in here."""
