"""Rules on points, without Odoo."""
