"""Putting customers together and taking them apart again: plans and rules, pure."""
