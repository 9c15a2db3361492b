"""Customers from files: readers, mapping, matching and differences, pure."""
