#!/usr/bin/env bash
# Builds everything and runs the tests.
#   build/test.sh [--long] [NAME...]
#   --long   also the tests that take minutes
#   NAME     only test projects whose name contains it
# The last line is "N passed, N failed, N skipped". The exit code is 0 only when every project gave results and none failed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
configuration=Release
results=$root/artifacts/test-results

names=()
for argument in "$@"; do
  case $argument in
    --long) export PACKAGEBILLING_LONG=1 ;;
    -*) sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    *) names+=("$argument") ;;
  esac
done

chosen() {
  [ ${#names[@]} -eq 0 ] && return 0
  local name
  for name in "${names[@]}"; do
    [[ $1 == *"$name"* ]] && return 0
  done
  return 1
}

# One number of a result file's summary.
count() {
  sed -n 's/.*"summary":{\([^}]*\)}.*/\1/p' "$2" | tr ',' '\n' | sed -n "s/^\"$1\":\([0-9]*\)$/\1/p"
}

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2; exit 1; }
"$root/build/install-postgres.sh"
if chosen Portal.Tests; then "$root/build/install-chromium.sh"; fi

# A test process lives for minutes: profiling its own code, and memory that is never both written and run, cost it a
# sixth of its processor time and do not pay off.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0

rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 skipped=0 broken=()

run() {
  local name=$1 file=$results/$1.json code=0 ran project_failed
  echo
  dotnet "$root/tests/$name/bin/$configuration/net10.0/PackageBilling.$name.dll" -ctrf "$file" -noColor -noLogo </dev/null || code=$?
  ran=$([ -f "$file" ] && count tests "$file" || true)
  if [ "${ran:-0}" -eq 0 ]; then
    broken+=("$name gave no results")
    return
  fi
  project_failed=$(count failed "$file")
  passed=$((passed + $(count passed "$file")))
  failed=$((failed + project_failed))
  skipped=$((skipped + $(count skipped "$file")))
  # A failure outside of any test, such as in a fixture, shows in the exit code only.
  [ "$code" -eq 0 ] || [ "$project_failed" -gt 0 ] || broken+=("$name ended with exit code $code")
}

echo "Building ($configuration)."
if dotnet build "$root/PackageBilling.sln" --configuration $configuration --disable-build-servers \
  -nologo -verbosity:quiet -consoleLoggerParameters:NoSummary </dev/null; then
  for project in "$root"/tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    if grep -q 'Include="xunit.v3"' "$project" && chosen "$name"; then
      run "$name"
    fi
  done
else
  broken+=("the build failed")
fi

echo
[ $((passed + failed + skipped + ${#broken[@]})) -gt 0 ] || broken+=("no test project is named like that")
for reason in ${broken[@]+"${broken[@]}"}; do
  echo "Broken: $reason."
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ ${#broken[@]} -eq 0 ]
