# shellcheck shell=bash
# A laboratory of several hosts on one machine. Source it after common.sh, as root (see lab_become_root).
#
# Each host is a set of namespaces (mount, uts, net, pid) with a libvirtd, a machine id, a host name and folders of its
# own. A host sees $LAB/hosts/ITSELF but no other host's folder; all see $LAB/nas. The switch that joins them lives in
# a network namespace of its own too, so that nothing outside is touched and any number of laboratories can coexist.
#
#   lab_open [DIRECTORY]       creates the laboratory, sets LAB, and a trap that takes everything down on exit
#   lab_host NAME              starts a host and its libvirtd
#   lab_in NAME COMMAND...     runs a command inside a host (in / as working directory)
#   lab_virsh NAME ARGUMENT... runs virsh against a host's libvirtd
#   lab_uri NAME               its libvirt URI for use from outside (inside it is qemu:///system)
#   lab_shape NAME RATE        limits a host's link in both directions (1gbit, 200mbit, …); off lifts it
#   lab_bridge NAME            joins the host's network card to a bridge, guests, which guests' cards can join as well; before it serves
#   lab_host_down NAME         pulls a host's plug; its folder stays, and lab_host NAME boots it again
#   lab_close                  takes everything down; kept folders are left alone if LAB_KEEP is set
#
# With LAB_DETACHED set, the laboratory survives the script that opened it (see dev/lab); otherwise every process of it
# dies with that script, however the script ends.

# lab_become_root SCRIPT ARGUMENT...: returns when root, else runs the script again by sudo. The root of an unprivileged user
# namespace would not do: libvirtd must be able to change its groups.
lab_become_root() {
  [ "$EUID" -ne 0 ] || return 0
  if sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null; }; then
    say "the laboratory needs root (namespaces, mounts, a libvirtd): going on with sudo"
    exec sudo --preserve-env=KSS_DEV_CACHE,KSS_LAUNCHER,JAVA_HOME,LAB_KEEP "$@"
  fi
  die "the laboratory needs root (namespaces, mounts, a libvirtd) and sudo cannot be asked here: run $1 as root"
}

lab_open() {
  [ "$EUID" -eq 0 ] || die "the laboratory needs root"
  if [ $# -gt 0 ]; then
    mkdir -p "$1"
    LAB=$(cd "$1" && pwd)
  else
    LAB=$(mktemp -d "${TMPDIR:-/var/tmp}/kss-lab.XXXXXX")
  fi
  # A socket address holds 107 bytes, and QEMU puts its own some levels below a host's folder.
  [ ${#LAB} -le 50 ] || die "the path of the laboratory is too long for sockets: $LAB"
  mkdir -p "$LAB/hosts" "$LAB/nas"
  printf '127.0.0.1 localhost\n' > "$LAB/names"
  [ -n "${LAB_DETACHED:-}" ] || trap lab_close EXIT
  # shellcheck disable=SC2016
  lab_spawn "$LAB/switch.log" unshare --net bash -c 'exec -a "$0" sleep infinity' "switch of $LAB"
  printf '%s\n' "$LAB_SPAWNED" > "$LAB/switch.pid"
  wait_for 10 lab_switch_ready || die "the switch of the laboratory did not start"
  lab_switch ip link add br0 type bridge
  lab_switch ip link set lo up
  lab_switch ip link set br0 up
}

lab_switch() { nsenter --target "$(cat "$LAB/switch.pid")" --net "$@"; }

lab_switch_ready() {
  [ "$(readlink "/proc/$(cat "$LAB/switch.pid")/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# Starts a process of the laboratory and sets LAB_SPAWNED to its process id.
lab_spawn() {
  local log=$1
  shift
  [ -n "${LAB_DETACHED:-}" ] || set -- setpriv --pdeathsig KILL "$@"
  setsid "$@" > "$log" 2>&1 < /dev/null &
  LAB_SPAWNED=$!
  disown "$LAB_SPAWNED"
}

lab_host() {
  local name=$1 host=$LAB/hosts/$1 number
  if [ -e "$host/number" ]; then
    number=$(cat "$host/number")
  else
    number=$(($(wc -l < "$LAB/names")))
    mkdir -p "$host"/{etc,lib,run,cache,log,images,state}
    printf '%s\n' "$number" > "$host/number"
    tr -d - < /proc/sys/kernel/random/uuid > "$host/machine-id"
    printf '10.77.0.%s %s\n' "$number" "$name" >> "$LAB/names"
    lab_configure "$host" "10.77.0.$number"
  fi
  rm -f "$host/pid"
  lab_spawn "$host/host.log" unshare --mount --uts --net --pid --fork --kill-child \
    bash "$KSS_ROOT/dev/lib/lab-host.sh" "$LAB" "$name" "10.77.0.$number"
  wait_for 20 test -s "$host/pid" || die "host $name did not start: $(cat "$host/host.log")"
  lab_switch ip link add "port$number" type veth peer name eth0 netns "$(cat "$host/pid")"
  lab_switch ip link set "port$number" master br0 up
  wait_for 60 lab_virsh "$name" uri \
    || die "the libvirtd of host $name did not start: $(cat "$host/host.log" "$host/log/libvirtd.log" 2>&1)"
}

lab_configure() {
  local host=$1 address=$2
  cat > "$host/etc/qemu.conf" <<C
user = "root"
group = "root"
security_driver = "none"
dynamic_ownership = 0
remember_owner = 0
cgroup_controllers = []
namespaces = []
stdio_handler = "file"
max_core = 0
migration_host = "$address"
migration_address = "$address"
C
  cat > "$host/etc/libvirtd.conf" <<C
listen_tls = 0
listen_tcp = 1
listen_addr = "$address"
auth_tcp = "none"
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_rw_perms = "0700"
mdns_adv = 0
log_outputs = "2:file:/var/log/libvirt/libvirtd.log"
host_uuid = "$(cat /proc/sys/kernel/random/uuid)"
C
}

lab_in() {
  local name=$1
  shift
  nsenter --target "$(cat "$LAB/hosts/$name/pid")" --mount --uts --net --pid "$@"
}

lab_virsh() {
  local name=$1
  shift
  virsh --quiet --connect "$(lab_uri "$name")" "$@"
}

lab_uri() { printf 'qemu+unix:///system?socket=%s/hosts/%s/run/libvirt-sock\n' "$LAB" "$1"; }

lab_shape() {
  local name=$1 rate=$2 port
  port=port$(cat "$LAB/hosts/$name/number")
  lab_in "$name" tc qdisc del dev eth0 root 2>/dev/null || true
  lab_switch tc qdisc del dev "$port" root 2>/dev/null || true
  [ "$rate" != off ] || return 0
  lab_in "$name" tc qdisc add dev eth0 root tbf rate "$rate" burst 256kb latency 20ms
  lab_switch tc qdisc add dev "$port" root tbf rate "$rate" burst 256kb latency 20ms
}

# The bridge takes over the address, and keeps the card's hardware address whatever joins it later.
lab_bridge() {
  local address
  address=$(lab_in "$1" ip -oneline -4 address show dev eth0 | awk '{ print $4 }')
  lab_in "$1" ip link add guests type bridge
  lab_in "$1" ip link set guests address "$(lab_in "$1" cat /sys/class/net/eth0/address)"
  lab_in "$1" ip address del "$address" dev eth0
  lab_in "$1" ip link set eth0 master guests
  lab_in "$1" ip address add "$address" dev guests
  lab_in "$1" ip link set guests up
}

lab_host_down() {
  local host=$LAB/hosts/$1
  lab_kill "$host/pid"
  rm -f "$host/pid"
}

# Kills the process noted in a file and waits for its end, if it still is a process of this laboratory: the number may
# have been given to a stranger meanwhile. The first process of a host takes the whole host with it.
lab_kill() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  lab_owns "$pid" || return 0
  kill -KILL "$pid" 2>/dev/null || true
  wait_for 20 lab_gone "$pid" || say "process $pid does not end"
}

# Every process of the laboratory that is ever killed by number has the laboratory's path among its arguments.
lab_owns() { tr '\0' '\n' < "/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$LAB"; }

lab_gone() { ! kill -0 "$1" 2>/dev/null; }

lab_close() {
  local pid
  [ -n "${LAB:-}" ] && [ -d "$LAB/hosts" ] || return 0
  for pid in "$LAB"/hosts/*/pid; do lab_kill "$pid"; done
  lab_kill "$LAB/switch.pid"
  if [ -n "${LAB_KEEP:-}" ]; then
    say "the laboratory's files are kept in $LAB"
  else
    rm -rf --one-file-system "$LAB"
  fi
}
