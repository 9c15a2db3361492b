#!/bin/sh
# Starts Odoo only with secrets from files, a reachable database and no demo password.
#
#   server [options]      the web server (default); options go to Odoo
#   init [options]        creates or upgrades the modules named in ODOO_MODULES, then ends
#   health                asks the running server whether it and its database answer
#   odoo COMMAND ...      one of Odoo's other commands (shell, db, module, ...)
#   anything else         is run as it is
set -eu

: "${ODOO_RC:=/run/odoo/odoo.conf}"
export ODOO_RC

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

guard() {
    PYTHONPATH="$here" python3 -m serverguard "$@"
}

serve() {
    guard prepare
    guard check-users
    exec odoo --config "$ODOO_RC" "$@"
}

initialise() {
    : "${ODOO_MODULES:?names the modules to install, separated by commas}"
    guard prepare
    odoo --config "$ODOO_RC" --no-http --stop-after-init --init "$ODOO_MODULES" --update "$ODOO_MODULES" "$@"
    guard secure-admin
    guard check-modules
    echo "The database is ready."
}

# "odoo", "odoo server" and "odoo --option" all mean the server: none may pass by the checks.
if [ "${1:-}" = odoo ]; then
    case "${2:-}" in
        '' | -*) shift; set -- server "$@" ;;
        server) shift ;;
        *) ;; # another of Odoo's commands
    esac
fi

case "${1:-}" in
    '' | -*) serve "$@" ;;
    server) shift; serve "$@" ;;
    init) shift; initialise "$@" ;;
    health) guard health ;;
    odoo) guard prepare; exec "$@" ;;
    *) exec "$@" ;;
esac
