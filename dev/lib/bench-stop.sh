# shellcheck shell=bash
# How long it takes from `kss stop` until the day's work is on the NAS: all of it at once, or the rest after it was sent
# while the guest ran. Source it after bench.sh, agent.sh and nas.sh.
#
# It expects $rate, $runs and $images.

BENCH_HOURS=4 BENCH_HOUR_MIB=${BENCH_HOUR_MIB:-100} BENCH_REST_MIB=10

bench_stop() {
  local guest run way
  guest=$(guest_build)
  nas_serve sftp
  lab_shape nas "$rate"
  for run in $(seq "$runs"); do
    say "run $run of $runs"
    for way in at-once hourly; do bench_day "$guest" $way; done
  done
}

# bench_day GUEST-FOLDER WAY: a day of a VM that the store has nothing of, up to its stop.
bench_day() {
  local guest=$1 way=$2 hour STORE=sftp
  nas_emptied sftp store
  rm -rf "$LAB/hosts/origin/state" "$images"
  kss_configure origin images store
  domain_disks "$guest" "$images" day
  rm "$images/day-vdb.qcow2"
  domain_empty_disk "$images/day-vdb.qcow2" 2G home
  domain_xml day "$images/day-"{vda,vdb}.qcow2 > "$LAB/day.xml"
  lab_virsh origin define "$LAB/day.xml" > /dev/null
  { kss_on origin init && kss_on origin push day && kss_on origin start day; } > "$LAB/day.log" 2>&1 \
    || die "the day could not begin: $(cat "$LAB/day.log")"
  agent_wait origin day
  for hour in $(seq $BENCH_HOURS); do
    agent_run origin day "guest-write home hour$hour $BENCH_HOUR_MIB" > /dev/null
    [ $way = at-once ] || measure_inside origin hour "$way" "$KSS_LAUNCHER" snapshot create day --push
  done
  agent_run origin day "guest-write home rest $BENCH_REST_MIB" > /dev/null
  measure_inside origin stop "$way" "$KSS_LAUNCHER" stop day
  lab_virsh origin undefine day > /dev/null
}
