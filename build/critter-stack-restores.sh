#!/usr/bin/env bash
# Whether the packages of the build with Marten and Wolverine, and of its tests, restore here. Says nothing; the exit code is the answer. It takes
# half a minute at most and touches no file of the default build.
set -u

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
timeout --kill-after=5 30 dotnet restore "$root/tests/EventStore.Tests/EventStore.Tests.csproj" -p:CritterStack=true --disable-build-servers \
  -nologo -verbosity:quiet </dev/null >/dev/null 2>&1
