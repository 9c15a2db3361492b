#!/bin/sh
# Creates Odoo's role and empty database; run by the PostgreSQL image on an empty volume, and by hand before a restore.
# Odoo's role is no superuser and may not create databases. Safe to repeat.
set -eu

: "${ODOO_DB:?}" "${ODOO_DB_USER:?}" "${ODOO_DB_PASSWORD_FILE:?}"
if [ ! -s "$ODOO_DB_PASSWORD_FILE" ]; then
    echo "The password file $ODOO_DB_PASSWORD_FILE is missing or empty: run docker/make-secrets.sh first." >&2
    exit 1
fi

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres \
    --set=role="$ODOO_DB_USER" --set=database="$ODOO_DB" <<'SQL'
SET client_min_messages = warning;
-- Read by psql itself, so that the password is on no command line.
\set password `cat "$ODOO_DB_PASSWORD_FILE"`
SELECT format('CREATE ROLE %I LOGIN', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" PASSWORD :'password';
-- Collation C from template0 is what Odoo itself creates: it makes indexes usable for prefix searches.
SELECT format('CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' LC_COLLATE ''C'' TEMPLATE template0', :'database', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
\connect :"database"
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
-- Odoo uses unaccent in indexes and searches only when it is marked immutable, as its own creation of a database does.
ALTER FUNCTION unaccent(text) IMMUTABLE;
SQL
