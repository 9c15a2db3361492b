"""The kinds of open matters this addon knows of; :meth:`res.partner._customer360_matters` lets others add theirs."""

from odoo.tools.translate import LazyTranslate

from ..core.matter import Matter

_lt = LazyTranslate(__name__)


def _open_claims(env):
    # Claims have no closed state: they are over in the last two of the stages they are shipped with.
    over = [env.ref(f"crm_claim.{name}", raise_if_not_found=False) for name in ("stage_claim2", "stage_claim3")]
    return [("date_closed", "=", False), ("stage_id", "not in", [stage.id for stage in over if stage])]


#: A complaint somebody noted has no state. Colleagues should know of it as long as the customer has it in mind.
LOGGED_COMPLAINTS = Matter(
    key="complaint",
    model="crm.contact.log",
    label=_lt("Complaints noted"),
    icon="fa-exclamation-circle",
    domain=[("nature", "=", "complaint"), ("date", ">=", "today -30d")],
    title="name",
    date="date",
    sequence=11,
)

#: What this addon knows of. Which of them a reader sees is decided by the installed modules and by their rights.
MATTERS = (
    Matter(
        key="claim",
        model="crm.claim",
        label=_lt("Complaints"),
        icon="fa-exclamation-circle",
        domain=_open_claims,
        late=[("date_deadline", "<", "today")],
        date="date_deadline",
        sequence=10,
    ),
    LOGGED_COMPLAINTS,
    Matter(
        key="invoice",
        model="account.move",
        label=_lt("Unpaid invoices"),
        icon="fa-file-text-o",
        domain=[
            ("move_type", "in", ("out_invoice", "out_receipt")),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
        ],
        late=[("invoice_date_due", "<", "today")],
        title="name",
        date="invoice_date_due",
        amount="amount_residual",
        sequence=30,
    ),
    Matter(
        key="credit_note",
        model="account.move",
        label=_lt("Credit notes not used"),
        icon="fa-undo",
        domain=[
            ("move_type", "=", "out_refund"),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
        ],
        title="name",
        date="invoice_date",
        amount="amount_residual",
        sequence=35,
    ),
    Matter(
        key="delivery",
        model="stock.picking",
        label=_lt("Deliveries under way"),
        icon="fa-truck",
        domain=[
            ("picking_type_id.code", "=", "outgoing"),
            ("state", "in", ("waiting", "confirmed", "assigned")),
        ],
        late=["|", ("scheduled_date", "<", "now"), ("date_deadline", "<", "now")],
        title="name",
        date="scheduled_date",
        promised="date_deadline",
        sequence=40,
    ),
    Matter(
        key="to_deliver",
        model="sale.order",
        label=_lt("Orders to deliver"),
        icon="fa-truck",
        domain=[("state", "=", "sale"), ("delivery_status", "in", ("pending", "started", "partial"))],
        late=[("commitment_date", "<", "now")],
        title="name",
        date="commitment_date",
        amount="amount_total",
        sequence=40,
        unless="stock.picking",
    ),
    Matter(
        key="quotation",
        model="sale.order",
        label=_lt("Quotations waiting"),
        icon="fa-shopping-cart",
        domain=[("state", "in", ("draft", "sent"))],
        late=[("validity_date", "<", "today")],
        title="name",
        date="validity_date",
        amount="amount_total",
        sequence=50,
    ),
    Matter(
        key="opportunity",
        model="crm.lead",
        label=_lt("Opportunities"),
        icon="fa-handshake-o",
        domain=[("won_status", "=", "pending")],
        late=[("date_deadline", "<", "today")],
        title="name",
        date="date_deadline",
        amount="expected_revenue",
        currency="company_id.currency_id",
        sequence=60,
    ),
    Matter(
        key="repair",
        model="repair.order",
        label=_lt("Repairs"),
        icon="fa-wrench",
        domain=[("state", "in", ("draft", "confirmed", "under_repair"))],
        late=[("schedule_date", "<", "now")],
        title="name",
        date="schedule_date",
        sequence=70,
    ),
    Matter(
        key="task",
        model="project.task",
        label=_lt("Tasks"),
        icon="fa-tasks",
        domain=[("state", "not in", ("1_done", "1_canceled")), ("is_template", "=", False)],
        late=[("date_deadline", "<", "now")],
        title="name",
        date="date_deadline",
        sequence=80,
    ),
)
