"""The local stack: real Odoo 19, PostgreSQL and the demo company, made by ``scripts/stack.py``."""
