#!/usr/bin/env bash
# Runs a fleet on nodes again and again, and each time kills a random one of them with SIGKILL at a random moment,
# from the start of the first JVM on. Where that was the node that was asked for the result, --resume has it.
# A line for each run; fails where a digest is not that of an undisturbed run.
#
#   tests/kill-nodes.sh [RUNS [SEED]]     default: 20 runs, a seed of the clock
#
# Environment:
#   NODES=3                        how many nodes
#   FLEET="examples/fleet.conf"    the scenario and options for it, such as --set run.for=10s
#   JOURNAL=jdbc:postgresql://...  a database in place of folders; each run gets a schema of its own
#   INTERLOCK=./interlock          what starts Interlock
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
runs=${1:-20}
seed=${2:-$(date +%s)}
nodes=${NODES:-3}
read -r -a fleet <<<"${FLEET:-examples/fleet.conf}"
read -r -a interlock <<<"${INTERLOCK:-./interlock}"
RANDOM=$seed
work=$(mktemp -d)
lead=
others=()

# Whatever happens, no node is left behind.
end() {
  [[ -z $lead ]] || kill -KILL "$lead" "${others[@]}" 2>/dev/null || :
  rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

now_ms() { date +%s%3N; }
seconds() { printf '%d.%01d' $(($1 / 1000)) $(($1 % 1000 / 100)); }
field() { grep -o "\"$1\":[^,}]*" "$2" | head -n 1 | cut -d: -f2- | tr -d '"'; }
below() { echo $(((RANDOM * 32768 + RANDOM) % $1)); }

# Becomes the fleet with these options: its process is then that of the first node.
become() { exec "${interlock[@]}" fleet "${fleet[@]}" --json --quiet "$@"; }
call() { (become "$@"); }

# The other nodes are children of the first.
see_others() { mapfile -t others < <(pgrep -P "$lead" || :); }

begun=$(now_ms)
call --nodes "$nodes" >"$work/undisturbed.json"
took=$(($(now_ms) - begun))
expected=$(field digest "$work/undisturbed.json")
echo "seed $seed: $runs runs of ${fleet[*]} on $nodes nodes; undisturbed $(seconds $took) s, digest ${expected:0:16}"

failed=0
for ((run = 1; run <= runs; run++)); do
  journal=${JOURNAL:+$JOURNAL?currentSchema=kill_${seed}_$run}
  journal=${journal:-$work/journal-$run}
  moment=$(below "$took")
  victim=$(below "$nodes")
  out=$work/out-$run.json
  others=()
  begun=$(now_ms)
  become --nodes "$nodes" --journal "$journal" >"$out" 2>"$work/err" &
  lead=$!
  # Until then, look who is there: when the first is gone, nobody says it any more. One that is not there yet is killed
  # as soon as it is.
  pid=
  while kill -0 "$lead" 2>/dev/null && [[ -z $pid || $(now_ms) -lt $((begun + moment)) ]]; do
    see_others
    if ((victim == 0)); then pid=$lead; else pid=${others[victim - 1]-}; fi
    sleep 0.02
  done
  if ((victim == 0)); then name="the first"; else name="number $((victim + 1))"; fi
  [[ -n $pid ]] && kill -KILL "$pid" 2>/dev/null || name="$name, too late"
  killed=$(now_ms)
  moment=$((killed - begun))
  status=0
  wait "$lead" 2>/dev/null || status=$?
  how=
  if ((status != 0)); then
    # What the killed one had not kept cannot be resumed: then the fleet begins again.
    how=resumed
    ((victim == 0)) || sed 's/^/  /' "$work/err"
    call --nodes "$nodes" --journal "$journal" --resume >"$out" 2>>"$work/err" ||
      { how="begun again"; call --nodes "$nodes" --journal "$journal" >"$out" 2>>"$work/err"; } || :
  fi
  digest=$(field digest "$out" || :)
  after=$(($(now_ms) - killed))
  recovery=$(sed -nE 's/.*"cause":"lost","seconds":([0-9]+\.?[0-9]?)[^,]*,"resimulationSeconds":([0-9]+\.?[0-9]?)[^,]*,"windows":([0-9]+),"hosts":([0-9]+).*/\1 s, of it re-simulation \2 s, windows: \3, hosts: \4/p' "$out" || :)
  word=equal
  if [[ $digest != "$expected" ]]; then
    word="DIFFERS: ${digest:-none}"
    failed=$((failed + 1))
    cat "$work/err" >&2
  fi
  printf 'run %2d  killed %-20s at %5s s  digest %s  ended %5s s later%s%s\n' \
    "$run" "$name" "$(seconds "$moment")" "$word" "$(seconds "$after")" \
    "${recovery:+, recovery $recovery}" "${how:+, $how}"
  # Nodes that lost sight of the first one go by themselves.
  for pid in "${others[@]}"; do
    for ((i = 0; i < 300; i++)); do
      kill -0 "$pid" 2>/dev/null || continue 2
      sleep 0.1
    done
    echo "run $run: node $pid is still there half a minute later" >&2
    failed=$((failed + 1))
    kill -KILL "$pid" 2>/dev/null || :
  done
  lead=
done
echo "$((runs - failed)) of $runs"
((failed == 0))
