#: Models with a thread or activities. What other addons record about such a model they leave behind when it goes.
FOLLOWED = ("crm_silence_alert",)
LEFT = ("ir.model.inherit", "ir.model.fields.selection")


def uninstall_hook(env):
    """Take along the external ids that other addons gave to what they know about our models."""
    for name in FOLLOWED:
        env.cr.execute(
            "DELETE FROM ir_model_data WHERE module <> 'crm_analytics' AND model = ANY(%s) AND strpos(name, %s) > 0",
            [list(LEFT), f"__{name}__"],
        )
