from . import models, wizard


def uninstall_hook(env):
    """Odoo drops the columns we gave to its models and forgets its own record of their foreign keys."""
    keys = [("module.name", "=", "crm_customer360_mass_mailing"), ("type", "=", "f")]
    env["ir.model.constraint"].search(keys).unlink()
