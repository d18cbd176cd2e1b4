#!/usr/bin/env bash
# Makes sure that PostgreSQL's programs are on this machine. The product and its tests start a server of their own from them.
set -euo pipefail

oldest=15

# The same places as in src/EmbeddedPostgres/BinaryPlaces.cs.
candidates() {
  local IFS=:
  printf '%s\n' $PATH
  printf '%s\n' \
    /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* /usr/libexec/postgresql*/bin /usr/local/pgsql/bin \
    /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
    /Applications/Postgres.app/Contents/Versions/*/bin /Library/PostgreSQL/*/bin
}

found() {
  local folder version
  while IFS= read -r folder; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ] || continue
    version=$("$folder/postgres" --version 2>/dev/null | sed -n 's/.*(PostgreSQL) \([0-9][0-9]*\).*/\1/p')
    [ "${version:-0}" -ge "$oldest" ] && return 0
  done < <(candidates)
  return 1
}

refuse() {
  echo "PostgreSQL $oldest or newer is needed: $1" >&2
  echo "Install it (Debian, Ubuntu: postgresql; Fedora: postgresql-server; Alpine: postgresql; macOS: brew install postgresql@17) and start again." >&2
  exit 1
}

. "$(dirname "${BASH_SOURCE[0]}")/as-root.sh"

with_apt() {
  local settings=/etc/postgresql-common/createcluster.conf
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends postgresql-common
  # The package would make and start a server of its own, which nobody has asked for.
  as_root cp -p "$settings" "$settings.packagebilling"
  echo 'create_main_cluster = false' | as_root tee -a "$settings" >/dev/null
  local installed=0
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends postgresql || installed=$?
  as_root mv "$settings.packagebilling" "$settings"
  return "$installed"
}

if found; then
  exit 0
fi

{
  echo "PostgreSQL $oldest or newer was not found; installing it with the system's package manager."
  if command -v apt-get >/dev/null; then
    with_apt
  elif command -v dnf >/dev/null; then
    as_root dnf install -y postgresql-server
  elif command -v apk >/dev/null; then
    as_root apk add postgresql
  elif command -v brew >/dev/null; then
    brew install postgresql@17
  else
    refuse "no package manager that this script knows (apt-get, dnf, apk, brew)."
  fi
} </dev/null >&2 || refuse "the package manager did not install it."

found || refuse "the package manager's version is older."
