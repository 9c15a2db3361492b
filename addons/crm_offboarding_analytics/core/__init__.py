"""Rules on profit, without Odoo."""
