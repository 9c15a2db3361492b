import uuid
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_customer360.core.inside import says

from ..core.entry import Entry
from ..core.ledger import ZERO, points
from .crm_loyalty_move import POINTS


class Wish(NamedTuple):
    """A card that is asked for.

    :param key: program, and customer (below zero: a card of its own)
    """

    key: tuple
    vals: dict
    ledger: bool
    given: Decimal


class LoyaltyCard(models.Model):
    """Every change of the points of a card with a ledger becomes a movement, from whatever code it comes.

    Context, all but the last as in ``core.inside``: ``loyalty_ledger`` is the ledger itself; ``loyalty_by_order`` says
    that the order's movements follow; ``loyalty_overspend`` makes debt of what is missing, for sales that are done
    already; ``loyalty_reason`` is what the ledger says.
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
        wanted = self._wanted(vals_list)
        if not any(wish.ledger for wish in wanted):
            return super().create(vals_list)
        balances = self.env["crm.loyalty.balance"]
        cards = balances._cards_by_customer([wish.key for wish in wanted if wish.ledger])
        missing = list({wish.key: wish for wish in wanted if wish.key not in cards}.values())
        made = super().create([wish.vals for wish in missing])
        cards.update(zip((wish.key for wish in missing), made, strict=True))
        balances._open([(cards[wish.key], wish.key[1]) for wish in missing if wish.ledger])
        for wish in wanted:
            if wish.given:
                cards[wish.key]._adjust(wish.given)
        return self.browse(cards[wish.key].id for wish in wanted)

    def _wanted(self, vals_list):
        """What is asked for, by program and customer. Where that says nothing, each card is one of its own."""
        default = self.default_get(["program_id"]).get("program_id")
        # Only whether the programs keep a ledger, and whose customers these are.
        programs = (
            self.env["loyalty.program"].sudo().browse(vals.get("program_id") or default or 0 for vals in vals_list)
        )
        partners = self.env["res.partner"].sudo().browse(vals.get("partner_id") or 0 for vals in vals_list)
        wanted = []
        for place, (vals, program, partner) in enumerate(zip(vals_list, programs, partners, strict=True), start=1):
            ledger = bool(program.id and program.use_ledger)
            customer = partner.commercial_partner_id.id if ledger and partner.id else 0
            key = (program.id, customer or -place) if ledger else (0, -place)
            values = (
                {**vals, "program_id": program.id, "partner_id": customer or False, "points": 0} if ledger else vals
            )
            wanted.append(Wish(key, values, ledger, self._given_points(vals) if ledger else ZERO))
        return wanted

    def _given_points(self, vals):
        self._refuse_expiry(vals)
        given = points(vals.get("points") or 0)
        if given < ZERO:
            raise ValidationError(self.env._("The points of a card cannot be below zero (points: %s).", given))
        return given

    def write(self, vals):
        """Points become movements; a card follows its customer's company and has no expiry of its own."""
        itself = says(self.env.context, "loyalty_ledger")
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
        if "points" in vals and not says(self.env.context, "loyalty_by_order"):
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
        if target < ZERO and not says(self.env.context, "loyalty_overspend"):
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
        return ledger._debit(self, entry, -signed, debt=says(self.env.context, "loyalty_overspend"))

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
        # Whose customer a contact is; nothing else of it.
        customer = partner.sudo().commercial_partner_id
        self.filtered("active")._refuse_second(customer)
        for card in self:
            self.env["crm.loyalty.transfer"]._belong(card, customer.id)

    def _refuse_second(self, customer=None):
        """Each customer has one card of a program.

        :param customer: whose cards they become; None: whose they are
        :raises UserError: a second one
        """
        # Only whether there is such a card.
        keys = {
            card: (card.program_id.id, (card.partner_id if customer is None else customer).id) for card in self.sudo()
        }
        used = self.env["crm.loyalty.balance"]._cards_by_customer([key for key in keys.values() if key[1]])
        for card, (program, owner) in keys.items():
            if owner and used.setdefault((program, owner), card) != card:
                name = self.env["res.partner"].browse(owner).sudo().display_name
                raise UserError(self.env._("%s has a card of this program already. Transfer the points instead.", name))

    def _use(self, active):
        """Put cards into use or out of use, with their balances."""
        if active:
            self._refuse_second()
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
