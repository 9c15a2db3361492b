"""External programs over RPC: what `scripts/import_transactions.py` is made of."""
