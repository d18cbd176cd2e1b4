#!/usr/bin/env bash
# Builds the host and runs it on http://127.0.0.1:8080 (PORT=... for another port). Arguments go to the host.
# Without arguments and with a database of its own, the first start brings in the sample carrier (SAMPLES=no: it does not).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
configuration=Release

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2; exit 1; }
[ -n "${ConnectionStrings__PackageBilling:-}" ] || "$root/build/install-postgres.sh"

# Standard output is the host's: a command's result can be piped.
echo "Building PackageBilling; the first time takes a minute." >&2
dotnet build "$root/src/Host/Host.csproj" --configuration $configuration --disable-build-servers -nologo -verbosity:quiet -consoleLoggerParameters:NoSummary </dev/null >&2

export ASPNETCORE_URLS=${ASPNETCORE_URLS:-http://127.0.0.1:${PORT:-8080}}
host=$root/src/Host/bin/$configuration/net10.0/PackageBilling.Host.dll

# Where the host keeps its database; what belongs to it besides stands next to it.
data_folder() {
  if [ -n "${Postgres__DataFolder:-}" ]; then echo "$Postgres__DataFolder"
  elif [ "$(id -u)" -eq 0 ]; then echo /var/lib/packagebilling/postgres
  elif [ "$(uname)" = Darwin ]; then echo "$HOME/Library/Application Support/packagebilling/postgres"
  else echo "${XDG_DATA_HOME:-$HOME/.local/share}/packagebilling/postgres"
  fi
}

# The same key at every start, readable for this user only.
use_key() {
  [ -z "${Auth__AdminKey:-}" ] || return 0
  mkdir -p "$(dirname "$data")"
  [ -s "$data.admin-key" ] || (umask 077 && head -c 24 /dev/urandom | base64 | tr '+/' '-_' >"$data.admin-key")
  Auth__AdminKey=$(cat "$data.admin-key")
  export Auth__AdminKey
}

bring_in_samples() {
  local samples=$root/build/samples child code=0
  # Whoever removes the data begins anew.
  [ -e "$data" ] || rm -f "$data.samples"
  [ ! -e "$data.samples" ] || return 0
  echo "First start: bringing in the sample carrier." >&2
  dotnet "$host" import --only-if-empty --packages "$samples/packages.csv" --customers "$samples/customers.csv" \
    --assignments "$samples/assignments.csv" --payments "$samples/payments.csv" --calls "$samples/calls.csv" >&2 &
  child=$!
  # Ctrl-C ends all of it, and not only the import.
  trap 'kill -TERM $child 2>/dev/null; wait $child; exit 130' INT TERM
  wait $child || code=$?
  trap - INT TERM
  if [ $code -eq 0 ]; then : >"$data.samples"; else echo "The sample carrier could not be brought in; the host starts without it." >&2; fi
}

tell() {
  local address=${ASPNETCORE_URLS%%;*}
  cat >&2 <<TEXT

Portal    $address    (the interface's description: $address/openapi/v1.json)
Key       $Auth__AdminKey    (to sign in with, and for the commands)

To try in another terminal:
  curl -s -H "Authorization: Bearer $Auth__AdminKey" "$address/api/customers?search=dental&limit=3"
  curl -s -H "Authorization: Bearer $Auth__AdminKey" $address/api/customers/C10002/packages
  dotnet $host simulate --from 2026-02-01 --to 2026-02-28

TEXT
}

if [ $# -eq 0 ] && [ -z "${ConnectionStrings__PackageBilling:-}" ] && [ "${SAMPLES:-yes}" != no ]; then
  data=$(data_folder)
  use_key
  bring_in_samples
  tell
fi

exec dotnet "$host" "$@"
