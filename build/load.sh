#!/usr/bin/env bash
# Puts a load on a real host over HTTP with hey and says, for each command, how many a second were answered and how long the slowest
# hundredth took; then watches the host's memory. Arguments: seconds for each command (default 30), minutes for the memory (default 10).
# The host gets a database of its own in a temporary folder. A host of yours is not touched.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
seconds=${1:-30}
minutes=${2:-10}
clients=${CLIENTS:-16}
key=load-test
port=${PORT:-18089}
address=http://127.0.0.1:$port

command -v hey >/dev/null || apt-get install -y -qq hey >/dev/null || { echo "hey is needed: https://github.com/rakyll/hey" >&2; exit 1; }
work=$(mktemp -d /tmp/packagebilling-load-XXXXXX)
chmod 755 "$work"
# The limit is out of the way for the figures, and in it for the last step.
export Auth__AdminKey=$key Scheduler__Enabled=false Postgres__DataFolder=$work/data RateLimit__PerSecond=1000000
dotnet "$root/src/Host/bin/Release/net10.0/PackageBilling.Host.dll" --urls "$address" >"$work/host.log" 2>&1 &
host=$!
trap 'kill -TERM $host 2>/dev/null; wait $host 2>/dev/null; rm -rf "$work"' EXIT

call() { curl -sf -H "Authorization: Bearer $key" -H 'Content-Type: application/json' "$@"; }
until curl -sf "$address/health/ready" >/dev/null; do kill -0 $host || { cat "$work/host.log" >&2; exit 1; }; sleep 0.2; done

call "$address/api/packages" -d '{"packageId":"seat","name":"Seat","retail":"10","cost":"4","frequency":"monthly","frequencyMatch":[1]}' >/dev/null
for n in $(seq 0 49); do call "$address/api/customers" -d "{\"customerId\":\"c$n\",\"name\":\"Customer $n\"}" >/dev/null; done

# hey sends one body; what has to differ each time is left to the host (ids) or does not have to be new (calls that are known count once).
measure() {
  local name=$1; shift
  hey -z "${seconds}s" -c "$clients" -t 30 -H "Authorization: Bearer $key" -T application/json "$@" >"$work/$name.txt"
  awk -v name="$name" '
    /Requests\/sec/ { rate = $2 } / 50%% in/ || / 50% in/ { half = $3 } / 99%% in/ || / 99% in/ { slow = $3 }
    /^  \[[0-9]+\]/ { codes = codes " " $1 $2 } /Error distribution/ { errors = 1 }
    END { printf "%-8s %9.0f /s   p50 %7.1f ms   p99 %7.1f ms   status%s%s\n", name, rate, half * 1000, slow * 1000, codes, errors ? "   ERRORS" : "" }' "$work/$name.txt"
}

# What has to be new each time is sent by clients that count: @ in a path or body stands for a number that comes once, % for one of 50 customers.
senders=4
send() {
  local client=$1 path=$2 body=$3 until=$((SECONDS + seconds)) round=0 text customer quoted
  quoted=${body//\"/\\\"}
  while [ $SECONDS -lt $until ]; do
    round=$((round + 1))
    for n in $(seq 1 50); do
      [ "$n" -eq 1 ] || echo next
      text=${quoted//@/$client-$round-$n} customer=$(((n + client * 12) % 50))
      printf 'url = "%s%s"\nheader = "Authorization: Bearer %s"\nheader = "Content-Type: application/json"\noutput = "/dev/null"\nwrite-out = "%%{http_code} %%{time_total}\\n"\ndata = "%s"\n' \
        "$address" "${path//%/c$customer}" $key "${text//%/c$customer}"
    done >"$work/send.$client"
    curl -s -K "$work/send.$client"
  done
}
measure_new() {
  local name=$1 pids=()
  for client in $(seq 1 $senders); do send "$client" "$2" "$3" >"$work/sent.$client" & pids+=($!); done
  wait "${pids[@]}"
  # The time is that of the answers, not that of writing what to send.
  sort -k2 -n "$work"/sent.* | awk -v name="$name" -v senders=$senders '{ codes[$1]++; times[NR] = $2; sum += $2 } END {
    printf "%-8s %9.0f /s   p50 %7.1f ms   p99 %7.1f ms   status", name, NR * senders / sum, times[int((NR + 1) * 0.5)] * 1000, times[int((NR + 1) * 0.99)] * 1000
    for (code in codes) printf " [%s]%d", code, codes[code]; print "" }'
}

echo "each for $seconds s; commands that must be new each time from $senders clients at once, the others from $clients"
measure_new define /api/packages '{"name":"p @","retail":"1","cost":"1","frequency":"daily"}'
measure_new pay /api/customers/%/payments '{"amount":"1","reference":"@"}'
measure_new usage /api/usage '[{"callId":"@","customerId":"%","destination":"442071234567","startedAt":"2026-01-05T10:00:00Z","billedSeconds":60,"amount":"0.5"}]'
measure assign -m POST -d '{"packageId":"seat","startDate":"2026-01-01"}' "$address/api/customers/c3/packages"
measure account -m GET "$address/api/customers/c1/account"

echo "resident memory of the host over $minutes minutes of payments, adjustments and reads"
for _ in $(seq 1 $((minutes * 6))); do
  hey -z 5s -c 4 -H "Authorization: Bearer $key" -T application/json -m POST -d '{"amount":"0.01","reason":"load"}' "$address/api/customers/c5/adjustments" >/dev/null &
  hey -z 10s -c 4 -H "Authorization: Bearer $key" "$address/api/customers/c5/account" >/dev/null
  awk '/VmRSS/ { printf "%d MiB ", $2 / 1024 }' /proc/$host/status
done
echo

echo "past the limit (100 requests a second for a key)"
kill -TERM $host; wait $host || true
RateLimit__PerSecond=100 dotnet "$root/src/Host/bin/Release/net10.0/PackageBilling.Host.dll" --urls "$address" >>"$work/host.log" 2>&1 &
host=$!
until curl -sf "$address/health/ready" >/dev/null; do sleep 0.2; done
measure limited -m GET "$address/api/customers/c1/account"
