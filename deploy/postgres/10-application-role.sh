#!/bin/sh
# Run once by the PostgreSQL image, when the database is made: the role that the portal works as. The grants follow
# each migration (portal/database.py).
set -eu
password=$(cat /run/secrets/database_app_password)
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set=password="$password" <<'SQL'
CREATE ROLE portal_app LOGIN PASSWORD :'password';
SQL
