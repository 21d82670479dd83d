#!/bin/sh
# The disaster drill, on a spare machine, as root: can the portal be put back from the archive alone?
#
#   drill.sh                              the newest state
#   drill.sh "2026-11-27 14:05:00+03"     the state of a moment: somebody has deleted something
#
# It restores into a throw-away database, asks the portal's own check, counts programmes, and says
# how long each step took; the last word is OK (exit code 0) or NOT OK (1). Needs the code in
# /srv/portal (PORTAL), pgbackrest.conf and the repository, PGBACKREST_REPO1_CIPHER_PASS, and the
# portal's own PORTAL_URL and EDITORS_EMAIL: they stand on the pages whose dates are compared.
set -eu

PORTAL=${PORTAL:-/srv/portal}
PYTHON=${PYTHON:-$PORTAL/.venv/bin/python}
PROGRAMS=${PROGRAMS:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)}
: "${PORTAL_URL:?is not set}" "${EDITORS_EMAIL:?is not set}"
MIN_PROGRAMMES=${MIN_PROGRAMMES:-1}

umask 077
place=$(mktemp -d "${TMPDIR:-/tmp}/drill-XXXXXX")
chown postgres: "$place"
cd "$place"
verdict="NOT OK"
began=$(date +%s)

as_owner() { runuser -u postgres -- "$@"; }
ask() { as_owner "$PROGRAMS/psql" -XAtq -h "$place" -U postgres -d portal -c "$1"; }
seconds() { echo $(($(date +%s) - began)); }
finish() {
    as_owner "$PROGRAMS/pg_ctl" -D "$place/data" -s -m immediate stop 2>/dev/null || true
    [ "$verdict" = OK ] || tail -n 20 "$place/log" 2>/dev/null || true
    rm -rf "$place"
    echo "$verdict after $(seconds) s"
    [ "$verdict" = OK ]
}
trap finish EXIT

# what is restored writes into no archive: the real cluster does
set -- ${1:+--type=time "--target=$1" --target-action=promote}
as_owner pgbackrest --stanza=portal --pg1-path="$place/data" --archive-mode=off "$@" restore
echo "restored after $(seconds) s"

# reached by this machine alone, without the passwords of the real one
echo "local all all trust" >"$place/hba" && chown postgres: "$place/hba"
as_owner "$PROGRAMS/pg_ctl" -D "$place/data" -s -w -t 3600 -l "$place/log" -o "-c listen_addresses= \
    -c port=5432 -c unix_socket_directories=$place -c hba_file=$place/hba -c cluster_name=drill \
    -c synchronous_standby_names=" start
until [ "$(ask 'SELECT pg_is_in_recovery()')" = f ]; do sleep 0.2; done
echo "recovered after $(seconds) s; the newest save in it is of $(ask 'SELECT pg_last_xact_replay_timestamp()')"

as_owner "$PROGRAMS/pg_amcheck" -h "$place" -U postgres --install-missing -d portal
echo "tables and indexes read after $(seconds) s"

count=$(ask "SELECT count(*) FROM programmes_programme WHERE state = 'published'")
echo "$count programmes are published"
[ "$count" -ge "$MIN_PROGRAMMES" ]
env DATABASE_URL="postgres:///portal?host=$place&user=portal" SECRET_KEY=drill VAR_DIR="$place" \
    "$PYTHON" "$PORTAL/manage.py" check --database default --fail-level WARNING
verdict=OK
