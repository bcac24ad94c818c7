# shellcheck shell=bash
# Lets the hosts of the laboratory reach each other's kss by ssh and each other's libvirtd. Source it after lab.sh and kss.sh.
#
#   peers_serve HOST...       starts an ssh server on each; all of them let each other's kss in
#   peers_know HOST OTHER     tells HOST's kss.toml of OTHER

peers_serve() {
  local host home
  PEERS_KEYS=$LAB/peers
  mkdir -p "$PEERS_KEYS"
  [ -e "$PEERS_KEYS/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C laboratory -f "$PEERS_KEYS/id_ed25519"
  for host in "$@"; do
    home=$LAB/hosts/$host/ssh
    mkdir -p "$home"
    ssh-keygen -q -t ed25519 -N '' -f "$home/hostkey"
    printf '%s %s\n' "$host" "$(cut -d ' ' -f 1,2 "$home/hostkey.pub")" >> "$PEERS_KEYS/known_hosts"
    cat > "$home/config" <<C
Port 22
ListenAddress $(peers_address "$host")
HostKey $home/hostkey
PidFile $home/pid
AuthorizedKeysFile $PEERS_KEYS/id_ed25519.pub
StrictModes no
UsePAM no
PasswordAuthentication no
ClientAliveInterval 5
ClientAliveCountMax 3
C
    peers_start "$host"
  done
}

# The server dies with its host.
peers_start() {
  local home=$LAB/hosts/$1/ssh
  lab_in "$1" mkdir -p /run/sshd
  lab_spawn "$home/log" nsenter --target "$(cat "$LAB/hosts/$1/pid")" --mount --uts --net --pid \
    /usr/sbin/sshd -D -e -f "$home/config"
  wait_for 20 lab_in "$1" bash -c ": < /dev/tcp/$(peers_address "$1")/22" \
    || die "the ssh server of $1 did not start: $(cat "$home/log")"
}

peers_address() { printf '10.77.0.%s\n' "$(cat "$LAB/hosts/$1/number")"; }

peers_know() {
  cat >> "$LAB/hosts/$1/kss.toml" <<C

[peers.$2]
uri         = "qemu+tcp://$2/system"
ssh         = "root@$2"
key-file    = "$PEERS_KEYS/id_ed25519"
known-hosts = "$PEERS_KEYS/known_hosts"
kss         = "env KSS_CONFIG=$LAB/hosts/$2/kss.toml $KSS_LAUNCHER"
C
}
