#: Models with a thread or activities. What other addons record about such a model they leave behind when it goes.
FOLLOWED = ("crm_offboarding_candidate", "crm_offboarding_case")
LEFT = ("ir.model.inherit", "ir.model.fields.selection")


def uninstall_hook(env):
    """Take along the external ids that other addons gave to what they know about our models, and what Odoo forgets."""
    for name in FOLLOWED:
        env.cr.execute(
            "DELETE FROM ir_model_data WHERE module <> 'crm_offboarding' AND model = ANY(%s) AND strpos(name, %s) > 0",
            [list(LEFT), f"__{name}__"],
        )
    # Odoo drops the columns we gave to its models and forgets its own record of their foreign keys.
    keys = [("module.name", "=", "crm_offboarding"), ("type", "=", "f")]
    env["ir.model.constraint"].search(keys).unlink()
