from dataclasses import dataclass, field, replace

from odoo import models

from ...core.intake.decide import Policy, decide
from ...core.intake.keys import Found, choose, claim_of, match_keys, row_key, wave
from ...core.intake.problems import Problem
from ...core.intake.values import looks_like_company, parse_row

#: After so many turns a company that a contact belongs to will not come any more.
LAST_TURN = 4


@dataclass
class Work:
    """A row while it is worked on; see ``crm.import.row`` for what becomes of it."""

    id: int
    number: int
    digest: str
    turn: int
    decision: str = ""
    chosen: int = 0
    values: dict = field(default_factory=dict)
    said: set = field(default_factory=set)
    problems: list = field(default_factory=list)
    keys: dict = field(default_factory=dict)
    sure: bool = False
    nameless: str = ""
    result: str = ""
    partner: int = 0
    changes: list = field(default_factory=list)
    reason: str = ""
    candidates: list = field(default_factory=list)
    problem: Problem | None = None

    def reject(self, column, value, reason, detail=""):
        """It cannot be used, for this reason."""
        self.result, self.partner, self.changes = "rejected", 0, []
        self.problem = Problem(self.number, column, str(value)[:80], reason, detail)


class CrmImportApply(models.AbstractModel):
    """A piece of a batch: rows are read, matched, compared and, unless it is a preview, written."""

    _name = "crm.import.apply"
    _description = "Import: a Piece of the Rows"

    def _apply_piece(self, rows, write):
        """Do rows, all in the caller's transaction; returns how many are done with."""
        mapping = self.source_id._mapping()
        country = self._country_code()
        works = [self._parsed(row, mapping, country) for row in rows]
        self._look_up(works, mapping, create_tags=write)
        waiting = self._put_parents(works, mapping, write)
        self._sift(works, mapping)
        state = "done" if write else "previewed"
        self._through_waves([work for work in works if not work.result and work not in waiting], mapping, state)
        self._record([work for work in works if work not in waiting], state)
        self._wait(waiting)
        return len(works) - len(waiting)

    def _country_code(self):
        return self.source_id.country_id.code or self.company_id.country_id.code or ""

    def _parsed(self, row, mapping, country):
        parsed = parse_row(row["number"], row["cells"] or {}, mapping, country)
        work = Work(row["id"], row["number"], row["digest"], row["turn"], row["decision"] or "", row["chosen_id"] or 0)
        work.values = {name: self._prepared(name, value) for name, value in parsed.values.items()}
        work.problems = list(parsed.problems)
        return work

    def _sift(self, works, mapping):
        """Reject rows with a value that cannot be used; a row is taken as a whole or not at all."""
        names = {name: column for column, name in mapping.items()}
        for work in works:
            if work.decision == "skip":
                work.result = "skipped"
            elif work.problems:
                work.result, work.problem = "rejected", work.problems[0]
            elif not work.values:
                work.reject("", "", "no_name")
            elif not work.values.get("name") and not self._may_lack_name(work):
                # Without a name it can only be a customer who is there already.
                work.nameless = names.get("name", "name")

    def _may_lack_name(self, work):
        return bool(work.values.get("parent")) and work.values.get("type", "contact") != "contact"

    # ------------------------------------------------------------------
    # Contacts of companies
    # ------------------------------------------------------------------

    def _put_parents(self, works, mapping, write):
        """Replace the number of a company by its id; returns rows whose company may still come."""
        keys = {work.values["parent"] for work in works if work.values.get("parent")}
        if not keys:
            return []
        found = self._find_parents(keys)
        missing = keys - set(found)
        to_come = self._parents_to_come(missing, mapping) if missing and not write else set()
        column = next(column for column, name in mapping.items() if name == "parent")
        waiting = []
        for work in works:
            if not (key := work.values.get("parent")):
                continue
            ids = found.get(key, [])
            if len(ids) == 1:
                work.values["parent"] = ids[0]
                continue
            del work.values["parent"]
            if key in to_come:
                continue
            if not ids and write and work.turn < LAST_TURN:
                waiting.append(work)
            else:
                reason = "several_found" if ids else "no_parent"
                work.problems.append(Problem(work.number, column, str(key)[:80], reason))
        return waiting

    def _wait(self, works):
        """Put rows behind the others."""
        self.env.cr.execute(
            "UPDATE crm_import_row SET turn = turn + 1 WHERE id = ANY(%s)", [[work.id for work in works]]
        )
        self._rows_changed()

    # ------------------------------------------------------------------
    # Waves
    # ------------------------------------------------------------------

    def _through_waves(self, works, mapping, state):
        """A row that may mean the customer of an earlier one is done after that one."""
        rules = self.source_id._rules()
        for work in works:
            work.keys = match_keys(work.values, rules)
        stated = {}
        while works:
            self._find_partners(works, rules)
            claims = [self._claim(work) for work in works]
            now, later = (set(ids) for ids in wave(claims))
            if state == "previewed":
                # Nothing is written that a later wave could see.
                for work in works:
                    if work.id in later:
                        work.result, work.reason = "update", "earlier_row"
                later = set()
            batch = [work for work in works if work.id in now]
            self._compare(batch, mapping, state, stated)
            if state == "done":
                self._write_wave(batch)
                stated |= {work.partner: work.said for work in batch if work.result == "create"}
            works = [work for work in works if work.id in later]

    def _claim(self, work):
        own = row_key(work.values, work.digest)
        numbered = bool(work.values.get("external_id"))
        claim = claim_of(work.id, work.keys, own, numbered, work.partner, work.sure)
        # Who waits for a decision writes nothing that a later row could find.
        return replace(claim, marks=(), candidates=tuple(work.candidates)) if work.result else claim

    def _find_partners(self, works, rules):
        own = {work.id: row_key(work.values, work.digest) for work in works}
        found = self._match({work.id: work.keys for work in works}, own)
        ids = {partner for one in found.values() for partners in one.values() for partner in partners}
        known = self._candidates(ids, own)
        for work in works:
            numbered = bool(work.values.get("external_id"))
            one = choose(rules, found[work.id], known, str(work.values.get("name") or ""), numbered)
            if work.decision == "use":
                one = Found(work.chosen)
            elif work.decision == "create" and "external_id" not in found[work.id]:
                one = Found()
            work.sure = bool(work.decision) or "external_id" in found[work.id]
            work.partner, work.reason = one.partner, one.reason
            work.candidates = list(one.candidates)
            work.result = "ambiguous" if one.reason else ""

    def _compare(self, works, mapping, state, stated):
        """What each row changes: creates, or the differences from the customer it means."""
        policy = self._policy()
        matched = [work for work in works if work.partner]
        partners = self._partners({work.partner for work in matched}).exists()
        writable = partners._filtered_access("write")
        current = self._current_values(writable)
        origins = self._origins(writable.ids)
        before = self._stated_before(writable.ids, mapping, state, [work.id for work in works])
        for work in works:
            if work.result:
                continue
            if not work.partner:
                self._new(work)
            elif work.partner not in current:
                work.reject("", work.values.get("name", ""), "not_accepted", self.env._("no right to change them"))
            else:
                spoken = stated.setdefault(work.partner, before.get(work.partner, set()))
                self._differ(work, current[work.partner], origins.get(work.partner, {}), policy, spoken)

    def _new(self, work):
        if work.nameless:
            work.reject(work.nameless, "", "no_name")
            return
        work.result, work.said = "create", set(work.values)
        work.values.setdefault("is_company", looks_like_company(work.values))
        if not work.values.get("parent") and self.source_id.country_id:
            work.values.setdefault("country", self.source_id.country_id.id)

    def _differ(self, work, current, origins, policy, spoken):
        if work.values.get("parent") == work.partner:
            del work.values["parent"]
        changes = decide(current, work.values, origins, policy, spoken)
        work.changes = [self._as_dict(change, origins) for change in changes]
        for change in changes:
            if change.taken:
                # The next row of the same customer compares with what this one leaves.
                current[change.field] = change.new
        spoken.update(work.values)
        work.result = "update" if any(change["taken"] for change in work.changes) else "unchanged"

    def _as_dict(self, change, origins):
        prior = origins.get(change.field)
        return {
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "taken": change.taken,
            "why": change.why,
            "origin": [prior.source, prior.digest] if prior else False,
        }

    def _policy(self):
        source = self.source_id
        only_empty = frozenset(line.field for line in source.mapping_ids if line.only_empty and line.field)
        return Policy(source.id, source.priority, not source.overwrite_by_hand, only_empty)
