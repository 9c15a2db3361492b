"""Who agreed to what, and how often one may write, pure."""
