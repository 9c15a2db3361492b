"""Which messages of customers are read for their tone.

Parameters: ``company``, ``as_of`` (last day), ``objectors`` and ``tone_objectors`` (selects of ids of people left out).
"""

from __future__ import annotations

from .dissatisfaction_sql import FIRST

#: Incoming messages of a company, each with who wrote it.
MESSAGES = f"""
    SELECT DISTINCT t.key_id AS message_id, m.author_id AS partner_id, m.date
      FROM crm_touchpoint t JOIN mail_message m ON m.id = t.key_id AND m.author_id = t.partner_id
     WHERE t.source = 'mail.message' AND t.event = 'received' AND t.direction = 'in'
       AND (t.company_id IS NULL OR t.company_id = %(company)s)
       AND t.date::date <= %(as_of)s AND t.date::date > {FIRST}
       AND m.author_id NOT IN (%(objectors)s) AND m.author_id NOT IN (%(tone_objectors)s)"""
#: The next ``piece`` of them after the message ``seen``.
NEXT_MESSAGES = f"{MESSAGES} AND t.key_id > %(seen)s ORDER BY message_id LIMIT %(piece)s"
#: ``number`` of them by chance that were not drawn for the ``check``.
DRAWN = f"""
    SELECT d.* FROM ({MESSAGES}) d
     WHERE NOT EXISTS (SELECT FROM crm_tone_label l WHERE l.check_id = %(check)s AND l.message_id = d.message_id)
     ORDER BY random() LIMIT %(number)s"""
