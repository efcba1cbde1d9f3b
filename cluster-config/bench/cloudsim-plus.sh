#!/usr/bin/env bash
# Interlock beside CloudSim Plus, one after the other: as many VMs on as many hosts, for ten virtual seconds.
#
# CloudSim Plus is under the GPL. Nothing of Interlock uses it: this fetches it from Maven Central into the local
# repository, and compiles a program for it in a folder that goes away again.
#
#   cluster-config/bench/cloudsim-plus.sh [VIRTUAL_SECONDS]     (10 by default; fewer are quicker)
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
seconds=${1:-10}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac

cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>peer</groupId>
  <artifactId>peer</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.cloudsimplus</groupId>
      <artifactId>cloudsimplus</artifactId>
      <version>8.5.7</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q -f "$folder/pom.xml" dependency:build-classpath -Dmdep.outputFile="$folder/classpath" >&2
libraries=$(<"$folder/classpath")
"$javac" -nowarn -proc:none -cp "$libraries" -d "$folder" "$here/CloudSimPlusPeer.java"

echo "CloudSim Plus 8.5.7 ..." >&2
read -r events wall cpu placed heap finished \
  < <("$java" -XX:+UseParallelGC -cp "$folder:$libraries" CloudSimPlusPeer 1000 10000 | tail -n 1)
[[ $finished == 10000 ]] || echo "only $finished of 10000 cloudlets came to their end" >&2

echo "Interlock ..." >&2
TIMEFORMAT='%U %S'
spent=$({ time "$root/interlock" fleet "$here/racks.conf" --set "run.for=${seconds}s" --json --quiet \
  >"$folder/result.json" 2>"$folder/err"; } 2>&1)
number() { grep -oE "\"$1\":[0-9.E+-]+" "$folder/result.json" | head -n 1 | cut -d: -f2; }
"$root/interlock" bench racks --json --quiet >"$folder/bench.json"
kib=$(grep -oE '"heap for each VM","value":[0-9.]+' "$folder/bench.json" | grep -oE '[0-9.]+$')

awk -v e="$events" -v w="$wall" -v c="$cpu" -v p="$placed" -v h="$heap" -v spent="$spent" \
  -v oe="$(number events)" -v ow="$(number wallSeconds)" -v op="$(number placementSeconds)" -v ok="$kib" '
  BEGIN {
    split(spent, s, " ")
    oc = s[1] + s[2]
    row = "%-36s %14.0f %14.0f %10.2f\n"
    small = "%-36s %14.3f %14.3f %10.2f\n"
    printf "%-36s %14s %14s %10s\n", "10,000 VMs on 1,000 hosts", "CloudSim Plus", "Interlock", "ratio"
    printf row, "events", e, oe, oe / e
    printf row, "events a second", e / w, oe / ow, (oe / ow) / (e / w)
    printf row, "events a second of CPU time", e / c, oe / oc, (oe / oc) / (e / c)
    printf small, "seconds until all VMs are placed", p, op, p / op
    printf small, "live heap for each VM, KiB", h / 1024 / 10000, ok, (h / 1024 / 10000) / ok
  }'
