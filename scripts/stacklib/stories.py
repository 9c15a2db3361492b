"""What else there is to see in the demo company, told area by area.

No job runs by itself while the demo company is made, so each story lets the jobs of its area run.
"""

from __future__ import annotations

from stacklib import (
    story_analytics,
    story_channels,
    story_consent,
    story_dissatisfaction,
    story_duplicate,
    story_intake,
    story_loyalty,
    story_merge,
    story_offboarding,
    story_privacy,
    story_quality,
    story_segment,
    story_silence,
    story_value,
)
from stacklib.client import Client
from stacklib.progress import step

# In this order: the checks and the profit come last, for they look at what the others have made.
STORIES = (
    ("a merge, and a double that waits for one", story_merge),
    ("an import, and one that waits as a preview", story_intake),
    ("customers who are in the file twice", story_duplicate),
    ("consents and objections", story_consent),
    ("segments", story_segment),
    ("a question about personal data", story_privacy),
    ("points: earned, spent, sent back, expiring", story_loyalty),
    ("first pass of the checks", story_quality),
    ("sales channels and steps of the profit chain", story_channels),
    ("profit by customer", story_analytics),
    ("complaints, and answers that took long", story_dissatisfaction),
    ("who climbs, and who fell silent", story_silence),
    ("lifetime value", story_value),
    ("partings with customers", story_offboarding),
)


def tell(admin: Client, partner: int) -> None:
    """Tell all of them; ``partner`` is the customer with the story."""
    for what, area in STORIES:
        with step(f"demo company: {what}"):
            area.tell(admin, partner)
