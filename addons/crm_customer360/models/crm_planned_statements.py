import functools
import hashlib
import weakref

from psycopg2 import errors
from psycopg2.extensions import AsIs

from odoo import models

from ..core.statement import PLAN_AS_EVER, PLAN_ONCE, prepare, run_prepared

#: Names of the statements each connection to PostgreSQL has ready; they go with the connection.
_READY = weakref.WeakKeyDictionary()
#: With more rows than these, planning a statement costs less than a plan that does not know how many there are.
FEW = 100


class CrmPlannedStatements(models.AbstractModel):
    """Statements planned once per connection: planning one of ours takes PostgreSQL ten times as long as running it."""

    _name = "crm.planned.statements"
    _description = "Planned Statements"

    def _execute_planned(self, statement, ids, **parameters):
        """Run a statement for some ids.

        :param statement: SQL with ``%(ids)s``
        :param ids: values of ``ids`` (list of int)
        :param parameters: its further parameters, the same whenever the statement runs
        """
        cr = self.env.cr
        if len(ids) > FEW:
            cr.execute(statement, {"ids": ids, **parameters}, log_exceptions=False)
            return
        ready = _READY.setdefault(cr.connection, set())
        name = _name_of(statement, parameters.get("source", ""))
        if name not in ready:
            text = cr.mogrify(statement, {"ids": AsIs("$1"), **parameters}).decode()
            self._prepare(ready, name, text)
        try:
            cr.execute(run_prepared(name), [ids], log_exceptions=False)
        except errors.InvalidSqlStatementName:
            # A pooler between us and PostgreSQL gave another connection, or made it as new.
            ready.discard(name)
            raise

    def _prepare(self, ready, name, text):
        try:
            self.env.cr.execute(prepare(name, text), None, log_exceptions=False)
        except errors.DuplicatePreparedStatement:
            # The same, the other way round: one of our own connections had it before us.
            ready.add(name)
            raise
        ready.add(name)

    def _plan_for_any(self, wanted):
        """Have PostgreSQL keep one plan for whatever ids come, or decide by itself again."""
        self.env.cr.execute(PLAN_ONCE if wanted else PLAN_AS_EVER, log_exceptions=False)


@functools.lru_cache(maxsize=256)
def _name_of(statement, source):
    digest = hashlib.sha256(f"{source} {statement}".encode()).hexdigest()
    return f"crm_touchpoint_{digest[:24]}"
