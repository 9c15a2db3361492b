from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Domain
from odoo.tools import SQL

from odoo.addons.crm_customer360.core.arguments import is_id

from ..core import pyramid, pyramid_sql

READERS = ("crm_analytics.group_analyst", "crm_customer360.group_manager")


class CrmPyramidPage(models.AbstractModel):
    """What the page of the pyramid says of a month, beside another one."""

    _name = "crm.pyramid.page"
    _description = "Page of the Pyramid"

    @api.model
    @api.readonly
    def figures(self, month=False, compare=False):
        """The pyramid of the caller's company in figures, words and a matrix.

        :param month: a month with a snapshot (``YYYY-MM``); left out, the last one
        :param compare: an earlier or later one to compare it with; left out, the one before it
        :return: dictionary with

            - ``months``: those that have a snapshot, ``["YYYY-MM"]``, the last one first
            - ``month``, ``compare``: what is shown (``YYYY-MM``), False if there is none
            - ``measure``: ``net`` or ``profit``; ``currency_id``; ``late``: counted long after the month;
              ``left_out``: customers left out because they object
            - ``layers``: ``[{"layer", "label", "customers", "amount", "customers_before", "amount_before", "climbers",
              "potential"}]`` from the top down, company currency; ``_before`` of the other month
            - ``words``: sentences computed from the data
            - ``matrix``: ``[{"from", "to", "customers", "amount_from", "amount_to", "direction"}]``, layers or
              ``none``; ``direction`` 1 up, -1 down, 0 stayed
            - ``history``: ``[{"month", "customers": {layer: count}, "amounts": {layer: sum}}]``, the oldest first
            - ``leads``: open leads without a contact, which are in no layer
            - ``snapshot_id``, ``compare_id``: ids (int) or False, for opening what is behind a figure
        :raises AccessError: the caller is neither analyst nor manager
        :raises UserError: a month without a snapshot
        """
        self._check_reader()
        snapshots = self.env["crm.pyramid.snapshot"].search([("company_id", "=", self.env.company.id)])
        now = self._chosen(snapshots, "month", month) or snapshots[:1]
        other = self._chosen(snapshots, "compare", compare) or snapshots.filtered(lambda one: one.month < now.month)[:1]
        matrix = self._matrix(other, now) if other else []
        layers = self._layers(now, other)
        return {
            "months": snapshots.mapped("display_name"),
            "month": now.display_name or False,
            "compare": other.display_name or False,
            "measure": now.measure or self.env.company.pyramid_measure,
            "currency_id": self.env.company.currency_id.id,
            "late": now.late,
            "left_out": now.left_out,
            "layers": layers,
            "words": self._words(now, other, layers, matrix) if now else [],
            "matrix": matrix,
            "history": self._history(snapshots),
            "leads": self._leads_without_contact(),
            "snapshot_id": now.id or False,
            "compare_id": other.id or False,
        }

    def _chosen(self, snapshots, name, value):
        if value is False or value == "":
            return snapshots.browse()
        found = snapshots.filtered(lambda one: isinstance(value, str) and one.display_name == value)
        if not found:
            raise UserError(self.env._("%s: a month with a snapshot is wanted, as in 2026-10.", name))
        return found

    def _layers(self, now, other):
        before = {one.layer: one for one in other.layer_ids}
        labels = self._labels()
        return [
            {
                "layer": one.layer,
                "label": labels[one.layer],
                "customers": one.customers,
                "amount": one.amount,
                "customers_before": before[one.layer].customers if before else False,
                "amount_before": before[one.layer].amount if before else False,
                "climbers": one.climbers,
                "potential": one.potential,
            }
            for one in now.layer_ids.sorted("sequence")
        ]

    def _labels(self):
        return dict(self.env["crm.pyramid.layer"]._fields["layer"]._description_selection(self.env))

    def _matrix(self, other, now):
        # Sums of the company's customers, for who may see all of them; nobody is named.
        rows = self.env.execute_query(SQL(pyramid_sql.MOVES, before=other.id, after=now.id))
        order = (*pyramid.LAYERS, pyramid.NOWHERE)
        rows.sort(key=lambda row: (order.index(row[0]), order.index(row[1])))
        return [
            {
                "from": before,
                "to": after,
                "customers": count,
                "amount_from": amount_from,
                "amount_to": amount_to,
                "direction": pyramid.direction(before, after),
            }
            for before, after, count, amount_from, amount_to in rows
        ]

    def _history(self, snapshots):
        rows = self.env["crm.pyramid.layer"].search([("snapshot_id", "in", snapshots[:25].ids)])
        months = defaultdict(lambda: {"customers": {}, "amounts": {}})
        for row in rows:
            months[row.month]["customers"][row.layer] = row.customers
            months[row.month]["amounts"][row.layer] = row.amount
        return [{"month": Date.to_string(month)[:7], **months[month]} for month in sorted(months)]

    def _leads_without_contact(self):
        leads = self.env["crm.lead"]
        if not leads.has_access("read"):
            return 0
        return leads.search_count(self._leads_domain())

    @api.model
    def _leads_domain(self):
        company = Domain("company_id", "in", [self.env.company.id, False])
        return company & Domain("partner_id", "=", False) & Domain("won_status", "=", "pending")

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    def _words(self, now, other, layers, matrix):
        by_layer = {one["layer"]: one for one in layers}
        words = [self._words_of_best(now, by_layer)]
        words += self._words_of_moves(other, matrix)
        climbers = sum(one["climbers"] for one in layers)
        if climbers:
            potential = sum(one["potential"] for one in layers)
            words.append(
                self.env._(
                    "Customers who can climb: %(count)s. That would be worth %(amount)s a year.",
                    count=climbers,
                    amount=self._money(potential),
                )
            )
        return [sentence for sentence in words if sentence]

    def _words_of_best(self, now, by_layer):
        active = [by_layer[layer] for layer in pyramid.ACTIVE]
        total, customers = sum(one["amount"] for one in active), sum(one["customers"] for one in active)
        best = [by_layer["top"], by_layer["big"]]
        amount, count = sum(one["amount"] for one in best), sum(one["customers"] for one in best)
        if total <= 0:
            values = {"count": customers, "total": self._money(total)}
            return self.env._("Active customers: %(count)s. Together they bring %(total)s.", **values)
        values = {"count": count, "all": customers, "share": round(100 * amount / total), "amount": self._money(amount)}
        if now.measure == "profit":
            return self.env._(
                "Top and big customers, %(count)s of %(all)s, bring %(share)s %% of the profit: %(amount)s.", **values
            )
        return self.env._(
            "Top and big customers, %(count)s of %(all)s, bring %(share)s %% of the net revenue: %(amount)s.", **values
        )

    def _words_of_moves(self, other, matrix):
        if not other:
            return []
        known = [cell for cell in matrix if cell["from"] in pyramid.ACTIVE and cell["to"] in pyramid.ACTIVE]
        up = sum(cell["customers"] for cell in known if cell["direction"] > 0)
        down = sum(cell["customers"] for cell in known if cell["direction"] < 0)
        lost = [cell for cell in matrix if cell["from"] in pyramid.ACTIVE and cell["to"] not in pyramid.ACTIVE]
        new = [cell for cell in matrix if cell["from"] not in pyramid.ACTIVE and cell["to"] in pyramid.ACTIVE]
        if not (up or down or lost or new):
            return [self.env._("Since %(month)s nobody moved.", month=other.display_name)]
        return [
            self.env._(
                "Since %(month)s: %(up)s climbed, %(down)s fell; %(new)s became active (%(gain)s), %(lost)s are no"
                " longer (%(loss)s).",
                month=other.display_name,
                up=up,
                down=down,
                new=sum(cell["customers"] for cell in new),
                gain=self._money(sum(cell["amount_to"] for cell in new)),
                lost=sum(cell["customers"] for cell in lost),
                loss=self._money(sum(cell["amount_from"] for cell in lost)),
            )
        ]

    def _money(self, amount):
        # Without cents: this page is for the picture.
        return self.env.company.currency_id._format_whole(amount)

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    @api.model
    def open_layer(self, snapshot_id, layer, climbers=False):
        """The customers of a layer, as an action.

        :param snapshot_id: id of the snapshot (int)
        :param layer: one of the layers
        :param climbers: only those who can climb (bool)
        :return: an action on ``crm.pyramid.position``
        :raises AccessError: the caller is neither analyst nor manager
        :raises UserError: no such snapshot of the caller's companies, or no such layer
        """
        self._check_reader()
        self._check_snapshots(snapshot_id=snapshot_id)
        self._check_layers(pyramid.LAYERS, layer=layer)
        domain = [("snapshot_id", "=", snapshot_id), ("layer", "=", layer)]
        if climbers:
            domain.append(("climbs", "=", True))
        return self.env["crm.pyramid.snapshot"]._positions_action(domain, self._labels()[layer])

    @api.model
    def open_cell(self, before_id, after_id, before, after):
        """The customers of a cell of the matrix, as an action.

        :param before_id: id of the snapshot the rows stand for (int)
        :param after_id: id of the snapshot the columns stand for (int)
        :param before: layer of the row, or ``none``
        :param after: layer of the column, or ``none``
        :return: an action on ``crm.pyramid.position``: of the later snapshot or, for who is in it no more, of the other
        :raises AccessError: the caller is neither analyst nor manager
        :raises UserError: no such snapshot of the caller's companies, or no such layer
        """
        self._check_reader()
        self._check_snapshots(before_id=before_id, after_id=after_id)
        self._check_layers((*pyramid.LAYERS, pyramid.NOWHERE), before=before, after=after)
        if after == pyramid.NOWHERE:
            domain = [("snapshot_id", "=", before_id), ("layer", "=", before), ("moved_to", "=", f"{after_id}:none")]
        else:
            domain = [("snapshot_id", "=", after_id), ("layer", "=", after)]
            domain.append(("moved_from", "=", f"{before_id}:{before}"))
        labels = {**self._labels(), pyramid.NOWHERE: self.env._("Not there")}
        return self.env["crm.pyramid.snapshot"]._positions_action(domain, f"{labels[before]} → {labels[after]}")

    def _check_reader(self):
        if not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(self.env._("The pyramid is for analysts and managers."))

    def _check_snapshots(self, **ids):
        for name, id_ in ids.items():
            if not is_id(id_) or not self.env["crm.pyramid.snapshot"].search([("id", "=", id_)]):
                raise UserError(self.env._("%s: the id of a snapshot is wanted.", name))

    def _check_layers(self, known, **layers):
        for name, layer in layers.items():
            if layer not in known:
                choices = ", ".join(known)
                raise UserError(self.env._("%(name)s: choose one of: %(choices)s.", name=name, choices=choices))
