#!/bin/sh
# Writes the settings of a first start, with fresh random secrets, beside this script: database.env and product.env.
# Existing files are never touched. `make-secrets.sh FOLDER` writes them elsewhere.
set -eu
folder=${1:-$(dirname "$0")}
for file in database.env owner.env product.env; do
  if [ -e "$folder/$file" ]; then
    echo "$folder/$file is there already. Remove the three files to begin again; the old database needs the old password." >&2
    exit 1
  fi
done
random() { python3 -c 'import secrets; print(secrets.token_urlsafe(32))'; }
key() { python3 -c 'import base64, datetime, secrets
print(f"{datetime.date.today()}-{secrets.token_hex(3)}:{base64.b64encode(secrets.token_bytes(32)).decode()}")'; }
owner=$(random)
password=$(random)
umask 077
cat > "$folder/database.env" <<END
POSTGRES_USER=right_to_know_owner
POSTGRES_PASSWORD=$owner
POSTGRES_DB=right_to_know
END
# Only the migration gets this one: the tables are the owner's, and the service cannot change its account.
cat > "$folder/owner.env" <<END
RTK_OWNER_DATABASE_URL=postgresql://right_to_know_owner:$owner@database/right_to_know
END
cat > "$folder/product.env" <<END
RTK_DATABASE_URL=postgresql://right_to_know:$password@database/right_to_know
RTK_SECRET_KEY=$(random)
# What is kept about people is sealed under this key. Keep a copy in a safe place: without it nothing can be read.
RTK_KEYS=$(key)
RTK_FORCE_NAME=Example Police
RTK_TRUSTED_HOSTS=localhost,127.0.0.1
RTK_SITE_ADDRESS=http://localhost:8000
# Only for this machine: where a proxy speaks TLS, take the next line out.
RTK_INSECURE_COOKIES=1
END
echo "Wrote $folder/database.env, $folder/owner.env and $folder/product.env."
