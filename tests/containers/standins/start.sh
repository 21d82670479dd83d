# What the images do when they start: nginx as it is; PostgreSQL, which is given a password, with a
# cluster, a user and a database that are made at the first start.
set -eu
[ -n "${POSTGRES_PASSWORD:-}" ] || exec nginx -g 'daemon off;'
export PGDATA=/var/lib/postgresql/data
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    echo "$POSTGRES_PASSWORD" >/tmp/password
    # unquoted: several options
    initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --auth=trust $POSTGRES_INITDB_ARGS
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    echo "CREATE DATABASE $POSTGRES_DB" | postgres --single postgres
fi
exec postgres -c listen_addresses='*'
