from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...core.arguments import MAX_ID
from ...core.segment.rule import RuleError, parse_rule

MOST_ROWS = 1_000


class CrmSegmentMembers(models.AbstractModel):
    """What other systems and addons call: members, refresh, and how many a rule would take in."""

    _name = "crm.segment.members"
    _description = "Calls of Segments"

    @api.model
    @api.readonly
    def members(self, segment_id, limit=100, cursor=False):
        """A page of those who are in a segment now, by when they entered; only customers the caller may read.

        :param segment_id: id of the segment (int)
        :param limit: rows wanted (int, 1 to 1,000)
        :param cursor: ``False`` for the first page, else the ``cursor`` of the page before (int)
        :return: ``{"rows": [{"partner_id", "name", "entered_at" (UTC, ``YYYY-MM-DD HH:MM:SS``), "reason"}],
            "cursor": int or False}``; ``False`` after the last row
        :raises AccessError: the caller is no agent, or may not read the segment
        :raises UserError: an argument of the wrong kind, or a segment that does not exist
        """
        segment = self._readable_segment(segment_id)
        self._check_number("limit", limit, MOST_ROWS)
        if cursor is not False:
            self._check_number("cursor", cursor, MAX_ID)
        domain = Domain([("segment_id", "=", segment.id), ("left_at", "=", False)])
        # The rights to customers apply to the search within.
        domain &= Domain("partner_id", "in", self.env["res.partner"].with_context(active_test=False)._search([]))
        if cursor:
            domain &= Domain("id", ">", cursor)
        # One row more than asked for tells whether there is another page.
        found = self.env["crm.segment.member"].search(domain, order="id", limit=limit + 1)
        page = found[:limit]
        return {
            "rows": [member._as_row() for member in page],
            "cursor": page[-1].id if len(found) > limit else False,
        }

    @api.model
    def refresh(self, segment_id):
        """Bring the memberships of a segment up to date, and run its pushes; for managers.

        :param segment_id: id of the segment (int)
        :return: ``{"entered", "left", "members" (int), "skipped" (bool)}``; ``skipped``: somebody else is at it, and
            nothing was done
        :raises AccessError: the caller is no manager, or may not read the segment
        :raises UserError: an argument of the wrong kind, a segment that does not exist, or a rule that cannot be used
        """
        segment = self._readable_segment(segment_id)
        segment.check_access("write")
        done = segment._refresh()
        if not done["skipped"]:
            segment._run_pushes()
        return done

    @api.model
    @api.readonly
    def count(self, values, company_id=False):
        """How many a rule would take in right now; for managers, who must be allowed to read all the rule names.

        :param values: dictionary with any of ``subject`` (``customers``, ``contacts``), ``combine`` (``all``,
            ``any``, ``none``), ``domain`` (list, or its text) and ``lines``: a list of dictionaries with ``kind`` and
            any of ``comparison`` (``some``, ``none``, ``count_min``, ``count_max``, ``value_min``, ``value_max``),
            ``number``, ``period`` (``any``, ``last``, ``before``, ``this_month``, ``last_month``, ``this_year``,
            ``last_year``), ``days``, ``target`` (id), ``whole`` (bool) and ``filters`` (``{"channel": "call"}``)
        :param company_id: one of the caller's companies (int); ``False``: the current one
        :return: number of customers or contacts (int)
        :raises AccessError: the caller is no manager, or may not read what the rule names
        :raises UserError: a value of the wrong kind: names the field and the value
        """
        self.check_access("create")
        company = self.env.company
        if company_id is not False:
            self._check_number("company_id", company_id, MAX_ID)
            company = self.env.companies.filtered(lambda one: one.id == company_id)
            if not company:
                raise AccessError(self.env._("company_id: “%s” is none of the companies you work in.", company_id))
        try:
            asked = parse_rule(values)
        except RuleError as error:
            raise self._rule_error(error) from None
        self._check_rule(asked)
        return self._count_matches(asked, company, self.env.user.tz or "")

    def _readable_segment(self, segment_id):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Segments are for employees."))
        self._check_number("segment_id", segment_id, MAX_ID)
        self.check_access("read")
        segment = self.browse(segment_id).exists()
        if not segment:
            raise UserError(self.env._("There is no segment with the id %s.", segment_id))
        segment.check_access("read")
        return segment

    def _check_number(self, name, value, most):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= most:
            raise self._rule_error(RuleError(name, value))
