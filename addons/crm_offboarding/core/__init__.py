"""What the parting with a customer is made of, without Odoo."""
