"""Rules over customers and who entered or left, pure."""
