import functools
import logging
from collections import defaultdict

import psycopg2
from psycopg2 import errorcodes

from odoo import SUPERUSER_ID, api, models

from ..core.changes import Changes
from ..core.plan import NO_PLAN, make_plan
from ..core.statement import SCOPE_IDS, synchronise, want
from ..sources import MAKERS

_logger = logging.getLogger(__name__)

PRECOMMIT = "crm_touchpoint"
#: In the place of a row's id: every row of the source.
WHOLE_SOURCE = 0
#: The transaction as a whole has to be tried again; Odoo does that.
RETRIED = {
    errorcodes.SERIALIZATION_FAILURE,
    errorcodes.DEADLOCK_DETECTED,
    errorcodes.LOCK_NOT_AVAILABLE,
}


class CrmTouchpointCapture(models.AbstractModel):
    """Live capture: the history follows the records, within the transaction that changed them."""

    _name = "crm.touchpoint.capture"
    _description = "Capture of Touchpoints"

    def _register_hook(self):
        super()._register_hook()
        if self._abstract:
            return
        self._plan_sources()
        if self.pool.updated_modules and not self.pool.ready:
            # Data files of the updated modules were loaded while nobody was listening.
            self.env["crm.touchpoint.source"]._sync(restart=True)

    # ------------------------------------------------------------------
    # Sources
    # ------------------------------------------------------------------

    @api.model
    def _touchpoint_documents(self):
        """Documents whose messages and activities belong to a customer: ``{model: (table, partner column)}``.

        Extend it with models that have a ``company_id`` and whose partner column is the customer
        (``maintenance.equipment`` names its vendor there).
        """
        candidates = {
            "crm.lead": "partner_id",
            "sale.order": "partner_id",
            "account.move": "partner_id",
            "account.payment": "partner_id",
            "crm.claim": "partner_id",
            "crm.phonecall": "partner_id",
            "event.registration": "partner_id",
            "loyalty.card": "partner_id",
            "pos.order": "partner_id",
            "project.task": "partner_id",
            "repair.order": "partner_id",
            "stock.picking": "partner_id",
        }
        return {
            model: (self.env[model]._table, column)
            for model, column in candidates.items()
            if model in self.env and self._has_columns(model, column, "company_id")
        }

    def _has_columns(self, model, *names):
        fields = self.env[model]._fields
        return all(name in fields and fields[name].store for name in names)

    @api.model
    def _touchpoint_sources(self):
        """Every declared source (``core.source.Source``); other addons add theirs to ``super()``'s list."""
        documents = self._touchpoint_documents()
        return [make(documents) for make in MAKERS]

    @api.model
    def _plan_sources(self):
        """Decide which sources are active and keep the plan on the registry.

        :return: ``{source name: reason}`` of the inactive ones
        """
        inactive, active = {}, []
        for source in self._touchpoint_sources():
            reason = self._why_inactive(source)
            if reason:
                inactive[source.name] = reason
            else:
                active.append(source)
        self.pool.crm_touchpoint_plan = make_plan(
            active, set(self.pool.models), lambda model: self.pool[model]._fields, self._relation_tables
        )
        return inactive

    def _relation_tables(self, model):
        fields = self.pool[model]._fields.values()
        return {field.name: field.relation for field in fields if field.type == "many2many" and field.store}

    def _why_inactive(self, source):
        """Empty if the source can work: its models are installed and PostgreSQL knows each column it names."""
        missing = sorted(model for model in source.models if model not in self.env)
        if missing:
            return self.env._("Not installed: %s", ", ".join(missing))
        statements = [want(source, SCOPE_IDS)]
        statements += [watch.select for watch in source.watch if watch.model in self.env]
        parameters = self._parameters(source, ids=[])
        _result, error = self._try(
            lambda: [
                self.env.cr.execute("EXPLAIN " + statement, parameters, log_exceptions=False)
                for statement in statements
            ]
        )
        if error:
            _logger.warning("Touchpoint source %s is off: %s", source.name, error)
        return error

    # ------------------------------------------------------------------
    # Noticing changes
    # ------------------------------------------------------------------

    def _changes(self):
        """The transaction's changes since the last flush; made, and its processing queued, at the first touch."""
        cr = self.env.cr
        changes = cr.precommit.data.get(PRECOMMIT)
        if changes is None:
            changes = cr.precommit.data[PRECOMMIT] = Changes()
            cr.precommit.add(functools.partial(_process, cr))
        return changes

    def _note_change(self, records, interests, operation, written=()):
        """Remember that ``records`` were created, written or deleted, for each interested source."""
        for interest in interests:
            if operation == "create":
                # Whoever may create a record may lack the right to read it; only its id is kept.
                self._note_new(records.sudo(), interest)
            elif operation == "unlink" or interest.concerns(written):
                self._note(records, interest)

    def _note_new(self, records, interest):
        """The same for new records: their values, still at hand, tell more than their ids."""
        source, watch = interest.source, interest.watch
        if watch is None:
            wanted = records if source.when is None else records.filtered(source.when)
            self._note(wanted, interest)
            if refused := records - wanted:
                self._changes().refused[source.name].update(refused._ids)
        elif watch.fresh:
            self._changes().fresh[source.name, watch].update(records._ids)
        elif watch.key is not None:
            if keys := {watch.key(record) for record in records} - {False, None}:
                self._changes().keys[source.name] |= keys
        elif not watch.only_write:
            self._note(records, interest)

    def _note(self, records, interest):
        source, watch = interest.source, interest.watch
        if ids := {id_ for id_ in records._ids if id_}:
            changes = self._changes()
            if watch is None:
                changes.note_rows(source.name, ids)
            else:
                changes.note_watched(source.name, watch, ids)

    def _note_owners(self, records, interests):
        """Remember which source rows the watched ``records`` belong to now, before they move or go."""
        interests = [found for found in interests if not found.watch.only_write]
        ids = [id_ for id_ in records._ids if id_]
        if not interests or not ids:
            return
        records.flush_recordset()
        for interest in interests:
            self._changes().keys[interest.source.name] |= self._owners(interest.source.name, interest.watch, ids)

    def _owners(self, name, watch, ids):
        find = functools.partial(self._watched_keys, watch, ids)
        # Which rows are concerned stays unknown if this fails: then the whole source is looked through.
        return self._guarded(name, {WHOLE_SOURCE}, find) or set()

    @api.model
    def _note_partners(self, new=(), moved=()):
        """Remember contacts that are new, and contacts whose company changed.

        A new contact has no touchpoints yet, so the first company it gets moves nothing.
        """
        if not getattr(self.pool, "crm_touchpoint_plan", NO_PLAN).sources:
            return
        changes = self._changes()
        changes.new_partners.update(new)
        changes.moved_partners.update(id_ for id_ in moved if id_ not in changes.new_partners)

    def _watched_keys(self, watch, ids):
        self.env.cr.execute(watch.select, {"ids": list(ids)}, log_exceptions=False)
        return {row[0] for row in self.env.cr.fetchall() if row[0]}

    # ------------------------------------------------------------------
    # Bringing the history up to date
    # ------------------------------------------------------------------

    @api.model
    def _capture(self, changes):
        """Run each touched source once. A source that fails is left to the repair and costs nobody a transaction."""
        self._settle_doubts(changes)
        _result, error = self._try(lambda: self._capture_together(changes))
        if error:
            self._capture_apart(changes)
        if changes.moved_partners:
            self._move_customer(sorted(changes.moved_partners))
            self.env["crm.touchpoint.pending"]._add_partners(changes.moved_partners)

    def _settle_doubts(self, changes):
        """New rows that yielded nothing when they were made and were written to since, as their computed fields are."""
        for name, ids in changes.doubtful.items():
            if not ids:
                continue
            source = self.pool.crm_touchpoint_plan.sources[name]
            rows = self.env[source.model].browse(ids).exists()
            changes.keys[name].update(rows.filtered(source.when)._ids)

    def _capture_together(self, changes):
        """All sources within one savepoint."""
        keys = defaultdict(set, {name: set(ids) for name, ids in changes.keys.items()})
        for (name, watch), ids in changes.watched.items():
            keys[name] |= self._watched_keys(watch, ids)
        for source, ids in self._in_order(keys):
            self._synchronise(source, ids=ids)

    def _capture_apart(self, changes):
        """Each source within a savepoint of its own, after one of them failed."""
        for (name, watch), ids in changes.watched.items():
            changes.keys[name] |= self._owners(name, watch, ids)
        for source, ids in self._in_order(changes.keys):
            self._guarded(source.name, ids, functools.partial(self._synchronise, source, ids=ids))

    def _in_order(self, keys):
        """Sources with the ids of their rows, always in the same order: two transactions that touch the same sources
        then never wait for each other in turn."""
        plan = self.pool.crm_touchpoint_plan
        return [(plan.sources[name], sorted(ids)) for name, ids in sorted(keys.items()) if ids]

    def _guarded(self, name, ids, run):
        """Run within a savepoint; an error of the source queues the ids for the repair. Returns what ``run`` does."""
        result, error = self._try(run)
        if error:
            _logger.error("Touchpoint source %s failed on %s rows, left to the repair: %s", name, len(ids), error)
            self.env["crm.touchpoint.pending"]._add_keys(name, ids, error)
        return result

    def _try(self, run):
        """Run within a savepoint; returns (result, first line of the source's error or "")."""
        try:
            with self.env.cr.savepoint(flush=False):
                return run(), ""
        except psycopg2.Error as error:
            _raise_if_retried(error)
            return None, str(error).splitlines()[0]

    def _synchronise(self, source, scope=SCOPE_IDS, **parameters):
        """Make the touchpoints in scope equal to what the source says; returns (inserted, updated, deleted)."""
        known = self.pool.crm_touchpoint_plan.statements if scope == SCOPE_IDS else {}
        statement = known.get(source.name) or synchronise(source, scope)
        self.env.cr.execute(statement, self._parameters(source, **parameters), log_exceptions=False)
        return self.env.cr.fetchone()

    def _parameters(self, source, **parameters):
        return {"source": source.name, "res_model": source.target_model, **parameters}

    def _move_customer(self, partner_ids):
        """Give the touchpoints of these contacts the company they belong to now."""
        self.env.cr.execute(
            "UPDATE crm_touchpoint t SET commercial_partner_id = p.commercial_partner_id FROM res_partner p"
            " WHERE p.id = t.partner_id AND p.id = ANY(%s) AND t.commercial_partner_id <> p.commercial_partner_id",
            [partner_ids],
        )


def _process(cr):
    changes = cr.precommit.data.pop(PRECOMMIT, None)
    if changes is not None:
        # Never the environment of whoever touched a record first: its user, language and companies mean nothing here.
        api.Environment(cr, SUPERUSER_ID, {})["crm.touchpoint"]._capture(changes)


def _raise_if_retried(error):
    if error.pgcode is None or error.pgcode in RETRIED:
        raise error
