"""What can be said about points without Odoo: the ledger of a card, and what a purchase earns."""
