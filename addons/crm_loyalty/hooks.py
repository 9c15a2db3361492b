def uninstall_hook(env):
    """Give Odoo its balances back: what stands on each card is the sum of its movements, pending points included.

    The functions behind the checks of the tables go along; tables that go would leave them.
    """
    env.cr.execute(
        """
        UPDATE loyalty_card c SET points = b.available + b.pending - b.debt
          FROM crm_loyalty_balance b
         WHERE b.card_id = c.id AND c.points IS DISTINCT FROM b.available + b.pending - b.debt
        """
    )
    env.cr.execute("DROP FUNCTION IF EXISTS crm_loyalty_allocation_check, crm_loyalty_allocation_named CASCADE")
    env.invalidate_all(flush=False)
