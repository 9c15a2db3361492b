"""Tasks for customers."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .tracked import change_watch, last_change

_lt = LazyTranslate(__name__)

#: Odoo's ``is_closed``.
CLOSED = "('1_done', '1_canceled')"


def project_task(_documents):
    """A task for a customer is created, and closed: by its state, or by reaching a folded stage.

    Left out: private tasks, templates and what hangs on them, and the parts a task of the same project is divided into.
    """
    closed = (
        f"CASE WHEN pt.state IN {CLOSED} THEN coalesce({last_change('project.task', 'pt.id')}, pt.date_end,"
        " pt.date_last_stage_update) ELSE pt.date_end END"
    )
    return Source(
        name="project.task",
        label=_lt("Tasks"),
        model="project.task",
        key="pt.id",
        rows=(
            "FROM project_task pt JOIN project_project pj ON pj.id = pt.project_id AND pj.is_template IS NOT TRUE"
            " CROSS JOIN LATERAL (VALUES ('created', pt.create_date),"
            f" (CASE pt.state WHEN '1_canceled' THEN 'cancelled' ELSE 'closed' END, {closed})) ev(event, date)"
            " WHERE pt.partner_id IS NOT NULL AND ev.date IS NOT NULL"
            " AND pt.display_in_project AND pt.is_template IS NOT TRUE AND pt.has_template_ancestor IS NOT TRUE"
            " AND {scope}"
        ),
        columns={
            "event": "ev.event",
            "partner_id": "pt.partner_id",
            "date": "ev.date",
            "channel": "'service'",
            "title": "pt.name",
            "user_id": "(SELECT min(r.user_id) FROM project_task_user_rel r WHERE r.task_id = pt.id)",
            "company_id": "pt.company_id",
        },
        events={
            "created": _lt("Task created"),
            "closed": _lt("Task closed"),
            "cancelled": _lt("Task cancelled"),
        },
        watch=(
            Watch(
                "project.project",
                "SELECT id FROM project_task WHERE project_id = ANY(%(ids)s)",
                frozenset({"is_template"}),
                only_write=True,
            ),
            change_watch("project.task"),
        ),
        when=lambda task: bool(task.project_id),
    )
