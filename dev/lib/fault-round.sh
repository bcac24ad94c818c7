# shellcheck shell=bash
# One takeover in which something goes wrong, and what must hold after it. For dev/takeover-faults, which sets VM, here (the host
# that runs it) and there; random from it answers in REPLY.

ROUND_BOOTS=0
ROUND_DEADLINE=240
ROUND_MOVE_MILLIS=4000
VICTIMS=()

milliseconds() { printf '%s\n' $(($(date +%s%N) / 1000000)); }

violated() {
  lab_log_tails
  die "PROMISE BROKEN in round $ROUND ($KIND at $MOMENT): $*"
}

lab_log_tails() {
  local host
  for host in desktop laptop; do
    say "--- $host: $(timeout 10 virsh --quiet --connect "$(lab_uri $host)" domstate --reason $VM 2>&1 | tr '\n' ' ')"
    timeout 60 nsenter --target "$(cat "$LAB/hosts/$host/pid")" --mount --uts --net --pid env KSS_CONFIG="$LAB/hosts/$host/kss.toml" \
      "$KSS_LAUNCHER" status $VM >&2 || true
  done
  say "--- kss said:"
  tail -n 40 "${LOG:-/dev/null}" >&2
  tail -n 5 "$LAB/two-guests.log" >&2
}

# What libvirt says the domain does on a host, with the reason; empty if it can't be asked.
does() { timeout 10 virsh --quiet --connect "$(lab_uri "$1")" domstate --reason $VM 2>/dev/null | tr -d '\n'; }

# kss_within SECONDS HOST ARGUMENT...: its exit code, with what it says in KSS_SAID; no call may hang.
kss_within() {
  local seconds=$1 host=$2 status=0
  shift 2
  KSS_SAID=$(timeout -s KILL "$seconds" nsenter --target "$(cat "$LAB/hosts/$host/pid")" --mount --uts --net --pid \
    env KSS_CONFIG="$LAB/hosts/$host/kss.toml" "$KSS_LAUNCHER" "$@" 2>&1 < /dev/null) || status=$?
  printf '%s$ kss %s -> %s\n%s\n' "$host" "$*" $status "$KSS_SAID" >> "$LOG"
  [ $status != 137 ] || violated "kss $* on $host hangs for $seconds s"
  return $status
}

# Ctrl-C reaches a program only if it was not started with that signal ignored, as a shell's background jobs are.
launch() {
  lab_spawn "$LOG" bash -c 'status=0; "$@" || status=$?; echo $status > "$0"' "$LOG.exit" \
    nsenter --target "$(cat "$LAB/hosts/$there/pid")" --mount --uts --net --pid \
    env --default-signal=INT KSS_CONFIG="$LAB/hosts/$there/kss.toml" "$KSS_LAUNCHER" takeover $VM
}

launched_ended() { [ -s "$LOG.exit" ]; }

# Looks up whom to kill, for the moment may be short.
victims() {
  local host=$there
  [[ $KIND = *-target ]] || host=$here
  case $KIND in
    daemon-*) mapfile -t VICTIMS < <(fault_pids "$host" libvirtd) ;;
    qemu-*) mapfile -t VICTIMS < <(fault_pids "$host" qemu-system "guest=$VM") ;;
    kss-target) mapfile -t VICTIMS < <(fault_pids "$host" java takeover) ;;
    kss-source) mapfile -t VICTIMS < <(fault_pids "$host" java peer) ;;
  esac
}

# Waits until memory crosses, as kss tells: asking libvirt again and again would take the processor from those who work.
crosses() {
  until grep -q '^Moving' "$LOG" 2>/dev/null; do
    ! launched_ended && [ $SECONDS -lt "$1" ] || return 1
    sleep 0.1
  done
  victims
}

# Waits for the moment; fails if the takeover is over before.
moment() {
  local limit=$((SECONDS + 120))
  case $MOMENT in
    early)
      until [ "$KIND" != kss-source ] || [ -n "$(fault_pids "$here" java peer)" ]; do
        ! launched_ended && [ $SECONDS -lt $limit ] || return 1
        sleep 0.1
      done
      random 3500
      sleep "$((REPLY / 1000)).$(printf %03d $((REPLY % 1000)))"
      AT="+${REPLY}ms"
      ;;
    moving)
      crosses $limit || return 1
      random $((ROUND_MOVE_MILLIS * 7 / 10))
      sleep "$((REPLY / 1000)).$(printf %03d $((REPLY % 1000)))"
      AT="+${REPLY}ms"
      ;;
    switch | after)
      crosses $limit || return 1
      until [[ $(does "$there") = @(running|"paused (user)")* ]]; do
        ! launched_ended && [ $SECONDS -lt $limit ] || return 1
        sleep 0.02
      done
      random 300
      [ "$MOMENT" = after ] || REPLY=0
      sleep "0.$(printf %03d "$REPLY")"
      AT="+${REPLY}ms"
      ;;
  esac
  ! launched_ended
}

inject() {
  case $KIND in
    link) fault_link cut desktop laptop ;;
    cable-source) fault_cable cut "$here" ;;
    cable-target) fault_cable cut "$there" ;;
    daemon-* | qemu-* | kss-*)
      [ ${#VICTIMS[@]} -gt 0 ] || victims
      [ ${#VICTIMS[@]} -gt 0 ] && kill -KILL "${VICTIMS[@]}" 2>/dev/null
      ;;
    room) fault_fill "$there" ;;
    store) fault_cable cut nas ;;
    interrupt) fault_interrupt "$there" ;;
    sleep-source) fault_sleep "$here" ;;
    sleep-target) fault_sleep "$there" ;;
    *) die "no failure $KIND" ;;
  esac
}

# A terminal sends Ctrl-C to the ssh command that kss runs as well.
fault_interrupt() {
  local done=1
  if fault_kill INT "$1" java takeover; then done=0; fi
  fault_kill INT "$1" ssh peer || true
  return $done
}

mend() {
  case $KIND in
    link) fault_link mend desktop laptop ;;
    cable-source) fault_cable mend "$here" ;;
    cable-target) fault_cable mend "$there" ;;
    daemon-source) fault_daemon "$here" ;;
    daemon-target) fault_daemon "$there" ;;
    room) fault_empty "$there" ;;
    store) fault_cable mend nas ;;
    sleep-source) fault_wake "$here" ;;
    sleep-target) fault_wake "$there" ;;
  esac
}

# How long it stays so: libvirtd is started again by the system, a host sleeps longer than any connection lives; the rest is either short or
# lasts until kss has ended.
stays() {
  case $KIND in
    daemon-*) random 6; HOLD=$REPLY ;;
    sleep-*) HOLD=50 ;;
    *) random 2; HOLD=end; [ "$REPLY" = 0 ] || { random 12; HOLD=$((REPLY + 2)); } ;;
  esac
}

ended_in_time() {
  wait_for "$1" launched_ended && return
  local pid
  for pid in $(fault_pids "$there" java takeover); do
    say "--- where kss hangs"
    lab_in "$there" jstack "$(awk '/^NSpid/ { print $NF }' "/proc/$pid/status")" >&2 || true
  done
  violated "kss takeover on $there did not end within $1 s"
}

# round NUMBER KIND MOMENT: fails if the moment was missed.
round() {
  local begun hold state_after tries=0 status broken
  ROUND=$1 KIND=$2 MOMENT=$3 AT='' VICTIMS=()
  LOG=$LAB/logs/$ROUND-$KIND-$MOMENT-$(date +%s)
  mkdir -p "$LAB/logs"
  agent_run "$here" $VM "guest-write home work$((ROUND % 6)) 1" > /dev/null || violated "the guest does not write"
  stays
  launch
  if ! moment || ! inject; then
    ended_in_time $ROUND_DEADLINE
    printf '#%s %s:%s%s missed\n' "$ROUND" "$KIND" "$MOMENT" "$AT"
    after_takeover
    return 1
  fi
  broken=$(milliseconds)
  if [ "$HOLD" = end ]; then
    ended_in_time $ROUND_DEADLINE
  else
    wait_for "$HOLD" false || true
  fi
  state_after="$here $(does "$here"), $there $(does "$there")"
  begun=$(milliseconds)
  mend
  ended_in_time $ROUND_DEADLINE
  status=$(cat "$LOG.exit")
  local said
  said=$(grep -v '^ *$' "$LOG" | tail -n 40 | grep -m 1 '^kss: \|^error\|refus\|^'$VM || tail -n 1 "$LOG")
  state_after="$(does "$here") / $(does "$there")"
  status_true
  revive
  if [ "$status" != 0 ] || ! executes "$there"; then again "$there" tries; fi
  local recovered=$((($(milliseconds) - begun + 999) / 1000))
  round_check
  printf '#%s %s:%s%s %s→%s (%ss) | exit %s: %.110s | then %s | again: %s tries, %s s%s\n' "$ROUND" "$KIND" "$MOMENT" "$AT" "$here" "$there" \
    "$HOLD" "$status" "$said" "$state_after" "$tries" $recovered "${REVIVED:+ | $REVIVED}"
  printf '%s\t%s\t%s\t%s\t%s\n' "$KIND" "$MOMENT" "$status" "${REVIVED:+booted}" $recovered >> "$LAB/table"
  round_swap
}

# status_true [HOLDER]: on both hosts kss status says of the VM what libvirt says, and names this holder of the lease if one is given.
status_true() {
  local host pids=()
  for host in $here $there; do
    status_true_on $host "${1:-}" > "$LAB/status.$host" &
    pids+=($!)
  done
  wait "${pids[0]}" && wait "${pids[1]}" || violated "$(cat "$LAB/status.$here" "$LAB/status.$there")"
}

status_true_on() {
  local before after run holder attempt expected
  for attempt in 1 2 3 4; do
    before=$(does "$1")
    kss_within 120 "$1" status $VM --json || true
    after=$(does "$1")
    read -r run holder <<< "$(sed -n '/^{/,$p' <<< "$KSS_SAID" | jq -r '.vms[0] // .result.vms[0] | .run + " " + (.lease.host // "nobody")' 2>/dev/null)" || true
    case $after in
      running*) expected=running ;;
      paused*) expected=held ;;
      'shut off'* | crashed*) expected=off ;;
      *) expected="?" ;;
    esac
    if [ "$before" = "$after" ] && [ "${run:-}" = $expected ] && [ "${2:-$holder}" = "${holder:-}" ]; then return; fi
    sleep 1
  done
  printf 'kss status on %s says %s, held by %s; libvirt says %s; it should be held by %s\n' "$1" "${run:-}" "${holder:-}" "$after" "${2:-any}"
  return 1
}

executes() { [[ $(does "$1") = running* ]]; }

# Whether the guest's process is gone on both sides: then it is booted where the lease is, and finds all that was acknowledged.
revive() {
  local holder before first status=0
  REVIVED=''
  if [[ $(does "$here") != @(running|paused)* && $(does "$there") != @(running|paused)* ]]; then
    [[ $KIND = qemu-* ]] || violated 'the VM runs nowhere'
    kss_within 120 "$here" lease $VM --json || true
    holder=$(sed -n '/^{/,$p' <<< "$KSS_SAID" | jq -r '.lease.host // .result.lease.host // empty' 2>/dev/null) || holder=''
    [ -n "$holder" ] || holder=$here
    before=$(counting_last SYNCED)
    counting_whole || violated 'the count has a gap or a number twice'
    counting_begin
    local tries
    for tries in 1 2 3 4 5 6; do
      status=0
      kss_within 180 "$holder" start $VM || status=$?
      [ $status = 0 ] && break
      sleep 10
    done
    [ $status = 0 ] || violated "kss start on $holder after the guest was killed: exit $status, $KSS_SAID"
    AGENT_BOOT_SECONDS=120 agent_wait "$holder" $VM
    wait_for 60 eval '[ -n "$(counting_last COUNT)" ]' || violated 'the revived guest does not count'
    first=$(counting_of COUNT | head -n 1)
    [ "$first" -gt "${before:-0}" ] || violated "the guest had acknowledged $before, and goes on with $first"
    ROUND_BOOTS=$((ROUND_BOOTS + 1))
    REVIVED="booted on $holder by try $tries: acknowledged $before, went on with $first"
  fi
}

# again HOST TRIES: kss takeover until it is done there.
again() {
  local count=0 status limit=$((SECONDS + 150))
  while :; do
    count=$((count + 1)) status=0
    kss_within $ROUND_DEADLINE "$1" takeover $VM || status=$?
    [ $status != 0 ] || break
    [ $SECONDS -lt $limit ] || violated "kss takeover on $1 does not succeed: exit $status, $KSS_SAID"
    sleep 5
  done
  printf -v "$2" '%s' $count
}

round_check() {
  executes "$there" || violated "it does not run on $there but is $(does "$there")"
  wait_for 60 eval "[[ \$(does $here) != @(running|paused)* ]]" || LEFT=yes
  [[ $(does "$here") != running* ]] || violated "it runs on both"
  counting_goes_on "$there" || violated "the guest on $there does not count on"
  counting_whole || violated 'the count has a gap or a number twice'
  ! grep '^TWO' "$LAB/two-guests.log" || violated 'two guests executed at once'
  counting_on_disks "$there" $VM || violated 'a disk is not what the guest wrote'
  [ $((ROUND % 4)) != 0 ] || status_true "$there"
}

after_takeover() {
  again "$there" TRIES_UNUSED
  round_check
  round_swap
}

round_plain() {
  local begun=0
  ROUND=0 KIND=none MOMENT=none
  mkdir -p "$LAB/logs"
  LOG=$LAB/logs/plain-$here
  rm -f "$LOG.exit"
  launch
  crosses $((SECONDS + 120)) || die "the takeover failed: $(cat "$LOG")"
  begun=$(milliseconds)
  until executes "$there"; do
    ! launched_ended || break
    sleep 0.1
  done
  ROUND_MOVE_MILLIS=$(($(milliseconds) - begun))
  ended_in_time $ROUND_DEADLINE
  [ "$(cat "$LOG.exit")" = 0 ] || die "the takeover failed: $(cat "$LOG")"
  round_check
  passed "taken over by $there; memory crossed for $ROUND_MOVE_MILLIS ms"
}

round_swap() {
  local last=$here
  here=$there
  there=$last
}

round_table() {
  printf '\n%-14s %-8s %5s  %-28s %6s  %s\n' failure moment times 'exit codes of kss' booted 'recovered in (s)'
  sort "$LAB/table" | awk -F '\t' '
    { key = $1 "\t" $2 }
    key != last && NR > 1 { show() }
    { last = key; n++; codes = codes " " $3; if ($4 != "") booted++; times = times " " $5 }
    END { show() }
    function show() { split(last, k, "\t"); printf "%-14s %-8s %5d  %-28s %6d %s\n", k[1], k[2], n, codes, booted, times; n = booted = 0; codes = times = "" }'
}
