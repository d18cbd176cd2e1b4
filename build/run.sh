#!/usr/bin/env bash
# Builds the host and runs it on http://127.0.0.1:8080 (PORT=... for another port). Arguments go to the host.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
configuration=Release

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2; exit 1; }
[ -n "${ConnectionStrings__PackageBilling:-}" ] || "$root/build/install-postgres.sh"

# Standard output is the host's: a command's result can be piped.
echo "Building PackageBilling; the first time takes a minute." >&2
dotnet build "$root/src/Host/Host.csproj" --configuration $configuration --disable-build-servers -nologo -verbosity:quiet -consoleLoggerParameters:NoSummary </dev/null >&2

export ASPNETCORE_URLS=${ASPNETCORE_URLS:-http://127.0.0.1:${PORT:-8080}}
exec dotnet "$root/src/Host/bin/$configuration/net10.0/PackageBilling.Host.dll" "$@"
