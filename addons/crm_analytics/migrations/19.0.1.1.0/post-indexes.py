"""Rows of a run have one index of run and customer instead of one of each; Odoo keeps what it does not know."""

FORMER = (
    "crm_cost_count__customer_id_index",
    "crm_cost_count__run_id_index",
    "crm_profit_fact__customer_id_index",
    "crm_profit_fact__run_id_index",
    "crm_profit_running__customer_id_index",
    "crm_profit_running__run_id_index",
)


def migrate(cr, _version):
    """Let go of the former indexes."""
    cr.execute(f"DROP INDEX IF EXISTS {', '.join(FORMER)}")
