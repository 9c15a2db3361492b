"""What can be said about profit without Odoo: the chain, the curve, the words."""
