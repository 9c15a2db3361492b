from . import models, wizard
from .core.plan import NO_PLAN


def uninstall_hook(env):
    """Stop listening before the tables go."""
    env["crm.touchpoint.source"]._drop_indexes()
    env.registry.crm_touchpoint_plan = NO_PLAN
