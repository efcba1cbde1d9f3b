#!/usr/bin/env bash
# Runs a fleet on nodes that is kept in a PostgreSQL server of its own, kills that server at a random moment while the
# fleet runs, and starts it again some seconds later. A line for each run; fails where a digest is not that of a run
# without a journal.
#
#   tests/restart-postgres.sh [RUNS [SEED]]     default: 5 runs, a seed of the clock
#
# Environment:
#   NODES=3                        how many nodes
#   FLEET="examples/fleet.conf"    the scenario and options for it, such as --set run.for=10s
#   AWAY=3                         seconds for which the server is gone
#   INTERLOCK=./interlock          what starts Interlock
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
runs=${1:-5}
seed=${2:-$(date +%s)}
nodes=${NODES:-3}
away=${AWAY:-3}
read -r -a fleet <<<"${FLEET:-examples/fleet.conf}"
read -r -a interlock <<<"${INTERLOCK:-./interlock}"
RANDOM=$seed

# Debian keeps the server's programs in a folder of their version.
PATH=$PATH$(printf ':%s' /usr/lib/postgresql/*/bin)
if ! command -v initdb >/dev/null || ! command -v postgres >/dev/null; then
  echo "restart-postgres: no PostgreSQL here: apt-get install postgresql" >&2
  exit 2
fi

work=$(mktemp -d)
server=
lead=

# The server refuses to be root; for root it is nobody.
as_any_user=()
if [[ $(id -u) == 0 ]]; then
  as_any_user=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
  chmod 755 "$work"
  mkdir "$work/database"
  chown nobody:nogroup "$work/database"
fi
free_port() {
  local port=$((20000 + RANDOM % 20000))
  while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}
port=$(free_port)

kill_server() {
  [[ -z $server ]] && return
  kill -KILL "$server" 2>/dev/null || :
  wait "$server" 2>/dev/null || :
  server=
}
end() {
  [[ -z $lead ]] || kill "$lead" 2>/dev/null || :
  kill_server
  rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

# After a crash processes of the last one may still be about: then it ends at once, and is started again.
start_server() {
  local try
  for try in {1..100}; do
    if [[ -z $server ]] || ! kill -0 "$server" 2>/dev/null; then
      (cd / && exec "${as_any_user[@]}" postgres -D "$work/database/db" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories='') >>"$work/server.log" 2>&1 &
      server=$!
    fi
    PGCONNECT_TIMEOUT=2 psql -q -h 127.0.0.1 -p "$port" -d postgres -c 'SELECT 1' >/dev/null 2>&1 && return
    sleep 0.2
  done
  cat "$work/server.log" >&2
  return 1
}

now_ms() { date +%s%3N; }
seconds() { printf '%d.%01d' $(($1 / 1000)) $(($1 % 1000 / 100)); }
field() { grep -o "\"$1\":[^,}]*" "$2" | head -n 1 | cut -d: -f2- | tr -d '"'; }
call() { "${interlock[@]}" fleet "${fleet[@]}" --json --quiet --nodes "$nodes" "$@"; }

export PGUSER=interlock PGPASSWORD="a 'strange' password"
mkdir -p "$work/database"
printf '%s\n' "$PGPASSWORD" >"$work/database/password"
chmod 644 "$work/database/password"
(cd / && "${as_any_user[@]}" initdb --no-sync --locale=C --encoding=UTF8 --auth=scram-sha-256 --username="$PGUSER" \
  --pwfile="$work/database/password" "$work/database/db") >"$work/server.log"
start_server

begun=$(now_ms)
call >"$work/undisturbed.json"
took=$(($(now_ms) - begun))
expected=$(field digest "$work/undisturbed.json")
echo "seed $seed: $runs runs of ${fleet[*]} on $nodes nodes; undisturbed $(seconds $took) s, digest ${expected:0:16}"

failed=0
for ((run = 1; run <= runs; run++)); do
  journal="jdbc:postgresql://127.0.0.1:$port/postgres?currentSchema=run_$run"
  # The first part of a run is spent on starting nodes.
  moment=$(((RANDOM * 32768 + RANDOM) % (took / 2)))
  out=$work/out-$run.json
  call --journal "$journal" >"$out" 2>"$work/err" &
  lead=$!
  # Nobody can begin without the server; from the first window on it may go.
  until psql -qAt -h 127.0.0.1 -p "$port" -d postgres -c "SELECT 1 FROM run_$run.event_journal LIMIT 1" 2>/dev/null |
    grep -q 1; do
    kill -0 "$lead" 2>/dev/null || break
    sleep 0.1
  done
  kept=$(now_ms)
  while kill -0 "$lead" 2>/dev/null && (($(now_ms) < kept + moment)); do sleep 0.05; done
  when="after $(seconds $(($(now_ms) - kept))) s"
  kill -0 "$lead" 2>/dev/null || when="$when, too late"
  said=$(wc -l <"$work/err")
  kill_server
  sleep "$away"
  start_server
  status=0
  wait "$lead" 2>/dev/null || status=$?
  lead=
  digest=$(field digest "$out" || :)
  word=equal
  if ((status != 0)) || [[ $digest != "$expected" ]]; then
    word="DIFFERS: ${digest:-none, status $status}"
    failed=$((failed + 1))
    cat "$work/err" >&2
  fi
  printf 'run %2d  server killed %-22s back %s s later  digest %s%s\n' "$run" "$when" "$away" "$word" \
    "$(tail -n "+$((said + 1))" "$work/err" | grep -q 'answers again' && echo ', the fleet waited' || :)"
done
echo "$((runs - failed)) of $runs"
((failed == 0))
