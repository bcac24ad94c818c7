# shellcheck shell=bash
# What can go wrong with a host of the laboratory, done on purpose and undone. Source it after lab.sh, nas.sh, kss.sh and domain.sh.
#
#   fault_pids HOST TEXT...     the processes of a host (numbers of the machine) whose command line has all these texts
#   fault_kill SIGNAL HOST TEXT...   sends them a signal; fails if there is none
#   fault_link cut|mend HOST HOST    two hosts hear nothing from each other any more, but all others do
#   fault_cable cut|mend HOST        a host hears nothing from anybody
#   fault_daemon HOST           starts the host's libvirtd again after it was killed
#   fault_sleep HOST, fault_wake HOST   no process of it executes, and its network is dead
#   fault_small HOST SIZE       gives it a small file system for its images, before anything is in it
#   fault_fill HOST, fault_empty HOST   fills that up, and makes room again

fault_pids() {
  local host=$1 pid space arguments text
  shift
  space=$(readlink "/proc/$(cat "$LAB/hosts/$host/pid")/ns/pid")
  space=${space//[^0-9]/}
  for pid in $(find /proc/[0-9]*/ns/pid -lname "pid:?$space?" 2>/dev/null | cut -d / -f 3); do
    arguments=$(tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null) || continue
    for text in "$@"; do
      [[ $arguments = *"$text"* ]] || continue 2
    done
    printf '%s\n' "$pid"
  done
}

fault_kill() {
  local signal=$1 pids
  shift
  mapfile -t pids < <(fault_pids "$@")
  [ ${#pids[@]} -gt 0 ] || return 1
  kill "-$signal" "${pids[@]}" 2>/dev/null
}

fault_link() {
  local host isolated=on
  [ "$1" = cut ] || isolated=off
  for host in "$2" "$3"; do
    lab_switch bridge link set dev "port$(cat "$LAB/hosts/$host/number")" isolated $isolated
  done
}

fault_cable() {
  local state=down
  [ "$1" = cut ] || state=up
  lab_switch ip link set "port$(cat "$LAB/hosts/$2/number")" $state
}

# Its socket is one of the host's own namespaces; the host's first process adopts nothing that was not started there.
fault_daemon() {
  lab_spawn "$LAB/hosts/$1/libvirtd-again.log" nsenter --target "$(cat "$LAB/hosts/$1/pid")" --mount --uts --net --pid \
    /usr/sbin/libvirtd --listen --config /etc/libvirt/libvirtd.conf --pid-file /run/libvirtd.pid
  wait_for 60 lab_virsh "$1" uri || die "the libvirtd of $1 does not start again"
}

fault_sleep() {
  fault_cable cut "$1"
  fault_kill STOP "$1"
}

# Whoever entered a host from outside stops with the program that it started there.
fault_wake() {
  local pid
  fault_kill CONT "$1"
  for pid in $(pgrep -f "^nsenter --target $(cat "$LAB/hosts/$1/pid") "); do kill -CONT "$pid"; done
  fault_cable mend "$1"
}

fault_small() {
  local image=$LAB/hosts/$1/images.raw
  truncate --size "$2" "$image"
  mke2fs -q -t ext4 -m 0 "$image"
  lab_in "$1" mount -o loop "$image" "$LAB/hosts/$1/images"
}

# At once, so that it is full while memory still crosses; then what the file system did not give in one piece.
fault_fill() {
  local images=$LAB/hosts/$1/images
  lab_in "$1" fallocate --length "$(lab_in "$1" df --output=avail --block-size=1 "$images" | tail -n 1)" "$images/filler" 2>/dev/null || true
  lab_in "$1" dd if=/dev/zero of="$images/filler" bs=64K oflag=append conv=notrunc status=none 2>/dev/null || true
  lab_in "$1" sync -f "$images"
}

fault_empty() { lab_in "$1" rm -f "$LAB/hosts/$1/images/filler"; }
