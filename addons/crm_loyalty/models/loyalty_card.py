import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.entry import Entry
from ..core.ledger import ZERO, points
from .crm_loyalty_move import POINTS


class LoyaltyCard(models.Model):
    """Every change of the points of a card with a ledger becomes a movement, from whatever code it comes.

    Context: ``loyalty_ledger`` is the ledger itself; ``loyalty_by_order`` says that the order's movements follow;
    ``loyalty_overspend`` makes debt of what is missing, for sales that are done already; ``loyalty_reason`` is what
    the ledger says.
    """

    _inherit = "loyalty.card"

    use_ledger = fields.Boolean(related="program_id.use_ledger")
    balance_ids = fields.One2many("crm.loyalty.balance", "card_id", readonly=True)
    move_ids = fields.One2many("crm.loyalty.move", "card_id", "Movements", readonly=True)
    lot_ids = fields.One2many("crm.loyalty.lot", "card_id", "Lots", readonly=True)
    points_pending = fields.Float("Pending", digits=POINTS, compute="_compute_ledger")
    points_debt = fields.Float("Owed", digits=POINTS, compute="_compute_ledger")

    @api.depends("balance_ids.pending", "balance_ids.debt")
    def _compute_ledger(self):
        for card in self:
            card.points_pending, card.points_debt = (
                sum(card.balance_ids.mapped("pending")),
                sum(card.balance_ids.mapped("debt")),
            )

    # ------------------------------------------------------------------
    # Choke points
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """In a program with a ledger a customer has one card: asked for a second one, the first is returned."""
        programs = [self._program_of(vals) for vals in vals_list]
        if not any(program.use_ledger for program in programs):
            return super().create(vals_list)
        cards = self.browse()
        for vals, program in zip(vals_list, programs, strict=True):
            if not program.use_ledger:
                cards += super().create([vals])
                continue
            given = self._given_points(vals)
            customer = self.env["res.partner"].browse(vals.get("partner_id") or []).sudo().commercial_partner_id
            card = self.env["crm.loyalty.balance"]._cards_of(customer, program) if customer else self.browse()
            if not card:
                card = super().create([{**vals, "program_id": program.id, "partner_id": customer.id, "points": 0}])
                card._open_balance(program, customer)
            if given:
                card._adjust(given)
            cards += card.with_env(self.env)
        return cards

    def _program_of(self, vals):
        program = vals.get("program_id") or self.default_get(["program_id"]).get("program_id")
        # Only whether it keeps a ledger, and by which rules.
        return self.env["loyalty.program"].sudo().browse(program or [])

    def _given_points(self, vals):
        self._refuse_expiry(vals)
        given = points(vals.get("points") or 0)
        if given < ZERO:
            raise ValidationError(self.env._("The points of a card cannot be below zero (points: %s).", given))
        return given

    def _open_balance(self, program, customer):
        # A card made at the same moment elsewhere stops this one (40001): the request is repeated and finds it.
        with self.env["crm.loyalty.ledger"]._repeated():
            self.env.cr.execute(
                "INSERT INTO crm_loyalty_balance (card_id, program_id, company_id, customer_key, active, available,"
                " pending, debt, create_uid, create_date) VALUES (%s, %s, %s, %s, %s, 0, 0, 0, %s, %s)"
                " ON CONFLICT DO NOTHING RETURNING id",
                [
                    self.id, program.id, program.company_id.id or None, customer.id or None, self.active, self.env.uid,
                    self.env.cr.now(),
                ],
                log_exceptions=False,
            )  # fmt: skip
        if not self.env.cr.fetchone():
            raise UserError(self.env._("The customer has a card of this program already."))
        self.env["crm.loyalty.balance"].invalidate_model(flush=False)
        self.invalidate_recordset(["balance_ids"], flush=False)

    def write(self, vals):
        """Points become movements; a card follows its customer's company and has no expiry of its own."""
        # The ledger acts as the system; anybody could name it over RPC.
        itself = self.env.su and self.env.context.get("loyalty_ledger")
        ledger = self.browse() if itself else self.sudo().filtered("use_ledger").sudo(False)
        if not ledger or not {"points", "expiration_date", "partner_id", "active", "program_id"} & set(vals):
            return super().write(vals)
        self.check_access("write")
        ledger._refuse_expiry(vals)
        if "program_id" in vals and vals["program_id"] != ledger.program_id.id:
            raise UserError(self.env._("A card with a ledger stays with its program."))
        rest = {name: value for name, value in vals.items() if name not in ("points", "partner_id")}
        if others := self - ledger:
            super(LoyaltyCard, others).write(vals)
        if "partner_id" in vals:
            ledger._give_to(self.env["res.partner"].browse(vals["partner_id"] or []))
        if rest:
            super(LoyaltyCard, ledger).write(rest)
        if "active" in vals:
            ledger._use(bool(vals["active"]))
        if "points" in vals and not self.env.context.get("loyalty_by_order"):
            for card in ledger:
                card._set_points(vals["points"])
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_without_ledger(self):
        if self.env["crm.loyalty.move"].sudo().search_count([("card_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("A card whose points have moved is not deleted. Archive it instead."))

    def _refuse_expiry(self, vals):
        if vals.get("expiration_date"):
            raise ValidationError(
                self.env._(
                    "A card with a ledger does not expire; its points do, lot by lot. Extend or shorten the lots."
                )
            )

    # ------------------------------------------------------------------
    # What follows
    # ------------------------------------------------------------------

    def _set_points(self, value):
        """Post the difference to what stands on the card."""
        self.ensure_one()
        target = points(value or 0)
        self.env["crm.loyalty.ledger"]._lock(self)
        difference = target - points(self.sudo().points)
        if target < ZERO and not self.env.context.get("loyalty_overspend"):
            raise ValidationError(self.env._("The points of a card cannot be below zero (points: %s).", target))
        if difference:
            self._adjust(difference)

    def _adjust(self, difference):
        self._check_limit(difference)
        reason = self.env.context.get("loyalty_reason") or self.env._("Balance changed")
        # Each write is an occasion of its own.
        entry = Entry("adjust", f"adjust:{self.id}:{uuid.uuid4()}", reason, "loyalty.card", self.id)
        self._post(entry, difference)

    def _post(self, entry, signed):
        """Write one movement of this card under its lock."""
        self.ensure_one()
        ledger = self.env["crm.loyalty.ledger"]
        ledger._lock(self)
        if signed > ZERO:
            return ledger._credit(self, entry, signed)
        return ledger._debit(self, entry, -signed, debt=bool(self.env.context.get("loyalty_overspend")))

    def _check_limit(self, difference):
        """More than the limit by hand is for loyalty managers; programs act as the system.

        :raises UserError: too much
        """
        if self.env.su or self.env.user.has_group("crm_loyalty.group_loyalty_manager"):
            return
        limit = self.sudo().program_id.bonus_limit
        if abs(difference) > points(limit):
            raise UserError(
                self.env._(
                    "%(points)s points by hand are more than %(limit)s: a loyalty manager has to do it.",
                    points=abs(difference),
                    limit=f"{limit:g}",
                )
            )

    def _give_to(self, partner):
        customer = partner.sudo().commercial_partner_id
        for card in self:
            taken = self.env["crm.loyalty.balance"]._cards_of(customer, card.sudo().program_id) - card
            if customer and taken and card.active:
                raise UserError(
                    self.env._(
                        "%s has a card of this program already. Transfer the points instead.", customer.display_name
                    )
                )
            self.env["crm.loyalty.transfer"]._belong(card, customer.id)

    def _use(self, active):
        """Put cards into use or out of use, with their balances."""
        for card in self:
            customer = card.sudo().partner_id
            taken = self.env["crm.loyalty.balance"]._cards_of(customer, card.sudo().program_id) if customer else card
            if active and taken - card:
                raise UserError(self.env._("%s has a card of this program already.", customer.display_name))
        self.env.cr.execute("UPDATE crm_loyalty_balance SET active = %s WHERE card_id = ANY(%s)", [active, self.ids])
        self.env["crm.loyalty.balance"].invalidate_model(flush=False)

    def _next_expiry(self):
        """The next day on which points expire: ``{"date": ISO date, "points": number}`` or False."""
        self.ensure_one()
        live = [("card_id", "=", self.id), ("remaining", ">", 0), ("expires_on", "!=", False)]
        groups = self.env["crm.loyalty.lot"]._read_group(
            live, ["expires_on:day"], ["remaining:sum"], order="expires_on:day", limit=1
        )
        return {"date": fields.Date.to_string(groups[0][0]), "points": groups[0][1]} if groups else False

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_open_ledger(self):
        """The movements of the card."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_loyalty.crm_loyalty_move_action")
        return {**action, "domain": [("card_id", "=", self.id)], "context": {}}

    def action_open_lots(self):
        """The lots of the card that have something left."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_loyalty.crm_loyalty_lot_action")
        return {**action, "domain": [("card_id", "=", self.id)], "context": {"search_default_live": 1}}
