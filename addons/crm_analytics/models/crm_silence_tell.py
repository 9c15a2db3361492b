from datetime import timedelta

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Date, Datetime
from odoo.tools import SQL

from ..core import silence_sql

#: Days somebody has for an alert.
DUE = 3
WEEK = timedelta(days=7)
#: Alerts that wait for somebody.
OPEN = """
    SELECT a.id FROM crm_silence_alert a
     WHERE a.company_id = %(company)s AND a.state IN ('waiting', 'told', 'snoozed')"""
#: Alerts whose customers bought again since; of a decline, that it is half a year old; of
#: signs of dissatisfaction, that half of what made it an alert is gone. Each kind is a set of its own, so that
#: purchases are read once and not for each alert.
OVER = f"""
    {OPEN} AND a.kind IN ('silent', 'quiet') AND EXISTS (
        SELECT FROM crm_score_purchase b WHERE b.customer_id = a.customer_id AND b.day > a.since)
    UNION ALL
    {OPEN} AND a.kind = 'dropped' AND EXISTS (
        SELECT FROM ({{categories}}) c
         WHERE c.customer_id = a.customer_id AND c.part = a.categ_id AND c.day > a.since)
    UNION ALL
    {OPEN} AND a.kind = 'decline' AND a.found_on < %(as_of)s::date - 182
    UNION ALL
    {OPEN} AND a.kind = 'dissatisfied' AND NOT EXISTS (
        SELECT FROM crm_dissatisfaction_score d
         WHERE d.company_id = a.company_id AND d.customer_id = a.customer_id AND d.current
           AND d.score >= %(least_score)s / 2.0)
"""
#: Who gets what waits: the owner, or their stand-in while they are away; of nobody's customers, whom the rule names.
WHO = """
    UPDATE crm_silence_alert a
       SET user_id = CASE WHEN p.user_id = ANY(%(away)s) AND p.stand_in_user_id <> ALL(%(away)s)
                          THEN p.stand_in_user_id ELSE coalesce(p.user_id, u.user_id) END
      FROM res_partner p, crm_silence_rule u
     WHERE a.company_id = %(company)s AND a.state = 'waiting' AND p.id = a.customer_id AND u.id = a.rule_id
"""
#: The ones to tell of, those with most money first, no more for one person than the rule allows within a week.
NEXT = """
    SELECT s.id FROM (
        SELECT a.id, u.weekly_cap, a.amount,
               row_number() OVER (PARTITION BY a.user_id ORDER BY a.amount DESC, a.id) AS place,
               (SELECT count(*) FROM crm_silence_alert t
                 WHERE t.company_id = a.company_id AND t.user_id = a.user_id AND t.told_at > %(week)s) AS told
          FROM crm_silence_alert a JOIN crm_silence_rule u ON u.id = a.rule_id
         WHERE a.company_id = %(company)s AND a.state = 'waiting' AND a.user_id IS NOT NULL) s
     WHERE s.place + s.told <= s.weekly_cap
     ORDER BY s.amount DESC, s.id
"""


class CrmSilenceTell(models.AbstractModel):
    """Telling people of alerts: one activity each, few a week, those with most money first."""

    _name = "crm.silence.tell"
    _description = "Telling of Silence"

    @api.model
    def _tell(self, company):
        """Make activities for what is to be done; returns how many."""
        # Whoever comes second counts what the first one told.
        self.env.cr.execute("SELECT id FROM res_company WHERE id = %s FOR NO KEY UPDATE", [company.id])
        self.env.flush_all()
        params = {"company": company.id, "away": self._away(company), "week": Datetime.now() - WEEK}
        self.env.cr.execute(SQL(WHO, **params))
        self.invalidate_model()
        woken = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "snoozed"),
                ("snooze_until", "<=", Date.context_today(self)),
            ]
        )
        fresh = self.browse([id_ for (id_,) in self.env.execute_query(SQL(NEXT, **params))])
        told = fresh | woken
        for alerts in told.grouped("user_id").values():
            # What a person may know of their customers is read once, not for each of them.
            for alert in alerts:
                alert.with_prefetch(alerts.ids)._tell_one()
        return len(told)

    @api.model
    def _away(self, company):
        """Ids of owners of waiting alerts who are away: archived, or out of office."""
        waiting = self.search([("company_id", "=", company.id), ("state", "=", "waiting")])
        partners = waiting.customer_id
        users = (partners.user_id | partners.stand_in_user_id).with_context(active_test=False)
        return users.filtered(lambda user: not user.active or user.is_out_of_office).ids

    def _tell_one(self):
        self.ensure_one()
        due = Date.add(Date.context_today(self), days=DUE)
        self._set({"state": "told", "told_at": Datetime.now(), "next_on": due, "snooze_until": False})
        speaking = self.with_context(lang=self.user_id.lang)
        speaking.activity_schedule(
            "mail.mail_activity_data_call",
            due,
            summary=speaking.reason,
            note=speaking._note(),
            user_id=self.user_id.id,
        )

    def _note(self):
        """What is to be done, and what else whoever is told may know of the customer."""
        also = self.with_user(self.user_id).also or ""
        return Markup("<br/>").join([self._next_words(), *also.splitlines()])

    @api.model
    def _close_by_themselves(self, company, params):
        """Close what needs nobody any more; returns how many."""
        self.env.flush_all()
        categories = silence_sql.categories(company.purchase_basis, self.env["crm.customer.score"]._shop())
        over = self.env.execute_query(SQL(OVER.replace("{categories}", categories), **params))
        alerts = self.browse([id_ for (id_,) in over])
        alerts._done_with_activities("")
        alerts._set({"state": "returned", "closed_at": Datetime.now(), "next_on": False, "snooze_until": False})
        # Who objects to being judged: nothing of it stays.
        objectors = SQL(
            "SELECT id FROM crm_silence_alert WHERE company_id = %(company)s AND customer_id IN (%(objectors)s)",
            **params,
        )
        objecting = self.browse([id_ for (id_,) in self.env.execute_query(objectors)])
        objecting.unlink()
        return len(alerts)
