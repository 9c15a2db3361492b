from . import controllers, models, wizard
from .core.plan import NO_PLAN


def uninstall_hook(env):
    """Stop listening before the tables go."""
    env["crm.touchpoint.source"]._drop_indexes()
    env.registry.crm_touchpoint_plan = NO_PLAN
    # Odoo drops the columns we gave to its models and forgets its own record of their foreign keys.
    keys = [("module.name", "=", "crm_customer360"), ("type", "=", "f")]
    env["ir.model.constraint"].search(keys).unlink()
