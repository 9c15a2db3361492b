"""Answered surveys."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)

#: Kinds of surveys for everybody; other modules add theirs, for people who apply or are appraised.
KINDS = "('survey', 'live_session', 'assessment', 'custom')"


def survey_user_input(_documents):
    """Surveys a customer answered to the end; tests of the survey itself are none, nor are forms for applicants."""
    return Source(
        name="survey.user_input",
        label=_lt("Surveys"),
        model="survey.user_input",
        key="ui.id",
        rows=(
            f"FROM survey_user_input ui JOIN survey_survey sv ON sv.id = ui.survey_id AND sv.survey_type IN {KINDS}"
            " WHERE ui.state = 'done' AND ui.test_entry IS NOT TRUE AND ui.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "'answered'",
            "partner_id": "ui.partner_id",
            "date": "ui.end_datetime",
            "channel": "'survey'",
            "direction": "'in'",
            # Of a translated title the text Odoo falls back on, whoever reads it.
            "title": "sv.title ->> 'en_US'",
            "user_id": "sv.user_id",
        },
        events={"answered": _lt("Survey answered")},
        watch=(
            Watch(
                "survey.survey",
                "SELECT id FROM survey_user_input WHERE survey_id = ANY(%(ids)s)",
                frozenset({"title", "user_id", "survey_type"}),
                # A new one has no answers; PostgreSQL deletes them with their survey.
                key=lambda _survey: False,
            ),
        ),
        when=lambda answer: answer.state == "done",
    )
