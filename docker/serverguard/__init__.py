"""What a server checks before Odoo starts: secrets, configuration, database, demo passwords."""
