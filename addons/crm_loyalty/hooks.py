def uninstall_hook(env):
    """Give Odoo its balances back: what stands on each card is the sum of its movements, pending points included."""
    env.cr.execute(
        """
        UPDATE loyalty_card c SET points = b.available + b.pending - b.debt
          FROM crm_loyalty_balance b
         WHERE b.card_id = c.id AND c.points IS DISTINCT FROM b.available + b.pending - b.debt
        """
    )
    env.invalidate_all(flush=False)
