#!/bin/sh
# Writes random secrets into docker/secrets (or the folder given). Existing files are left alone.
set -eu

folder=${1:-$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/secrets}

# Others are shut out by the folder. The files themselves must be readable: Compose shows them to containers whose
# users have other numbers than the owner here.
mkdir -p "$folder"
chmod 0700 "$folder"

for name in postgres_password odoo_db_password odoo_master_password odoo_admin_password; do
    file=$folder/$name
    if [ -s "$file" ]; then
        echo "kept     $file"
        continue
    fi
    # 24 random bytes are 32 letters, digits, "-" and "_": nothing a shell, an address or a config file minds.
    head -c 24 /dev/urandom | base64 | tr '+/' '-_' > "$file.new"
    chmod 0644 "$file.new"
    mv "$file.new" "$file"
    echo "created  $file"
done
