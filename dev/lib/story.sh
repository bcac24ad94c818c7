# shellcheck shell=bash
# Tells what a demonstration does, and checks every step of it. Source it after agent.sh and kss.sh.
#
# A step that goes wrong ends the script. STORY_CHECKS counts what was checked.

STORY_CHECKS=0
STORY_OUTPUT=''
declare -A STORY_SUMS=()

chapter() { printf '\n=== %s\n' "$*"; }
tell() { printf '\n%s\n' "$*"; }

# passed TEXT: notes a check that went well.
passed() {
  STORY_CHECKS=$((STORY_CHECKS + 1))
  printf '    ok: %s\n' "$*"
}

# run_kss HOST EXIT ARGUMENT...: runs kss on a host, shows what it says, and insists on the exit code.
run_kss() {
  local host=$1 expected=$2 status=0
  shift 2
  printf '%s$ kss %s\n' "$host" "$*"
  STORY_OUTPUT=$(kss_on "$host" "$@" 2>&1 < /dev/null) || status=$?
  [ -z "$STORY_OUTPUT" ] || printf '%s\n' "$STORY_OUTPUT" | sed 's/^/    | /'
  [ "$status" = "$expected" ] || die "kss $* on $host ended with exit code $status, not $expected: $STORY_OUTPUT"
  passed "exit code $status"
}

# said TEXT: the last kss command said this (any case).
said() {
  grep -qiF -- "$1" <<< "$STORY_OUTPUT" || die "kss did not say: $1"
  passed "it says \"$1\""
}

# boot_plainly HOST VM, power_down_plainly HOST VM: virsh alone, as any other tool would do it.
boot_plainly() {
  printf '%s$ virsh start %s\n' "$1" "$2"
  lab_virsh "$1" start "$2" > /dev/null
}

power_down_plainly() {
  printf '%s$ virsh shutdown %s\n' "$1" "$2"
  agent_wait "$1" "$2"
  lab_virsh "$1" shutdown "$2" > /dev/null
  wait_for 60 shut_off "$1" "$2" || die "the guest $2 on $1 did not power off"
}

shut_off() { [ "$(lab_virsh "$1" domstate "$2")" = 'shut off' ]; }

# guest_writes HOST VM DISK NAME MIB: the guest writes a file of random bytes and flushes it.
guest_writes() {
  local host=$1 vm=$2 file=/mnt/$3/$4 answer
  agent_wait "$host" "$vm"
  answer=$(agent_run "$host" "$vm" "guest-write $3 $4 $5")
  STORY_SUMS[$file]=${answer##*sha256=}
  printf '    %s: %s\n' "$vm on $host" "$answer"
}

# guest_finds HOST VM FILE...: the booted guest has exactly these of all files ever written, with the checksums they had
# when they were written.
guest_finds() {
  local host=$1 vm=$2 found file
  shift 2
  agent_wait "$host" "$vm"
  found=$(agent_run "$host" "$vm" 'cat /run/files')
  printf '%s\n' "$found" | sed "s/^/    $vm on $host: /"
  for file in "${!STORY_SUMS[@]}"; do
    if [[ " $* " = *" $file "* ]]; then
      grep -qxF "GUEST file $file sha256=${STORY_SUMS[$file]} ok" <<< "$found" \
        || die "the guest $vm on $host lacks $file, or found other bytes in it"
    else
      ! grep -qF "GUEST file $file " <<< "$found" || die "the guest $vm on $host has $file of another line of history"
    fi
  done
  passed "the guest on $host has the $# files it should have, each with the bytes that were written, and no other"
}

# disk_file HOST VM TARGET: the file that a domain writes this disk to.
disk_file() { lab_virsh "$1" domblklist "$2" | awk -v target="$3" '$1 == target { print $2 }'; }

# disks_equal HOST HOST VM: every disk of a VM that is shut off reads the same on both hosts, byte for byte.
disks_equal() {
  local one=$1 other=$2 vm=$3 target here there
  for target in vda vdb; do
    here=$(disk_file "$one" "$vm" $target)
    there=$(disk_file "$other" "$vm" $target)
    if [ ! -f "$here" ] || [ ! -f "$there" ] || [ "$here" -ef "$there" ]; then
      die "there are no two files to compare for $target"
    fi
    qemu-img compare "$here" "$there" | sed "s/^/    $target: /"
    passed "$target on $one and $target on $other are the same, byte for byte"
  done
}
