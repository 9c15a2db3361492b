"""Do two customers mean the same one? Scores and evidence, pure."""
