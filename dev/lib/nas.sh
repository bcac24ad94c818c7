# shellcheck shell=bash
# A host of the laboratory that serves a store, and what a kss.toml says to reach it. Source it after lab.sh.
#
#   nas_build TYPE...          makes what has to be built; before anybody becomes root
#   nas_serve TYPE             starts the server of this type on the host nas: directory (nothing to start), sftp, s3, smb
#   nas_store TYPE FOLDER      prints the [store] table for a repository in this folder of it; the folder exists then
#   nas_emptied TYPE FOLDER    empties such a folder
#   nas_unplugged TYPE, nas_plugged TYPE   takes the store out of every host's reach, and brings it back
#
# Addresses, users and secrets are the laboratory's own and die with it.

NAS_USER=kss-nas
NAS_PORT_SMB=4450
NAS_PORT_S3=9000

# The S3 server is the one that the tests use, on their class path.
nas_build() {
  case " $* " in *' s3 '*) ;; *) return 0 ;; esac
  local classes=$KSS_ROOT/kss-storage-s3/target/test-classes
  mkdir -p "$KSS_CACHE"
  (cd "$KSS_ROOT" && mvn --batch-mode --quiet --no-transfer-progress -DskipTests -pl kss-storage-s3 -am package \
    dependency:build-classpath -Dmdep.outputFile="$KSS_CACHE/s3-server.libraries" -Dmdep.includeScope=test >&2) \
    || die "the S3 server does not build"
  printf '%s:%s\n' "$classes" "$(cat "$KSS_CACHE/s3-server.libraries")" > "$KSS_CACHE/s3-server.classpath"
}

nas_serve() {
  NAS_HOME=$LAB/hosts/nas/srv
  NAS_KEYS=$LAB/keys
  mkdir -p "$NAS_KEYS"
  chmod 755 "$NAS_KEYS"
  [ "$1" != directory ] || return 0
  [ -e "$LAB/hosts/nas/pid" ] || lab_host nas
  NAS_ADDRESS=10.77.0.$(cat "$LAB/hosts/nas/number")
  mkdir -p "$NAS_HOME/store"
  "nas_serve_$1"
}

# Runs a server inside the host; it dies with it.
nas_spawn() {
  local log=$NAS_HOME/$1.log
  shift
  lab_spawn "$log" nsenter --target "$(cat "$LAB/hosts/nas/pid")" --mount --uts --net --pid "$@"
}

nas_answers() { lab_in nas bash -c ": < /dev/tcp/$NAS_ADDRESS/$1"; }

nas_wait() { wait_for 60 nas_answers "$2" || die "the $1 server did not start: $(cat "$NAS_HOME/$1.log")"; }

nas_serve_sftp() {
  local ssh=$NAS_HOME/ssh
  mkdir -p "$ssh"
  ssh-keygen -q -t ed25519 -N '' -f "$ssh/hostkey"
  ssh-keygen -q -t ed25519 -N '' -C laboratory -f "$NAS_KEYS/id_ed25519"
  cp "$NAS_KEYS/id_ed25519.pub" "$ssh/authorized_keys"
  printf '%s %s\n' "$NAS_ADDRESS" "$(cut -d ' ' -f 1,2 "$ssh/hostkey.pub")" > "$NAS_KEYS/known_hosts"
  cat > "$ssh/config" <<C
Port 22
ListenAddress $NAS_ADDRESS
HostKey $ssh/hostkey
PidFile $ssh/pid
AuthorizedKeysFile $ssh/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
MaxStartups 100:30:200
Subsystem sftp internal-sftp
C
  lab_in nas mkdir -p /run/sshd
  nas_spawn sftp /usr/sbin/sshd -D -e -f "$ssh/config"
  nas_wait sftp 22
}

# Samba wants its users to be users of the machine; those of the laboratory are in a copy that only this host sees.
nas_serve_smb() {
  local smb=$NAS_HOME/smb password
  mkdir -p "$smb"/{private,lock,state,cache,pid,rpc}
  chmod 700 "$smb/private"
  password=$(tr -d - < /proc/sys/kernel/random/uuid)
  (umask 077 && printf '%s\n' "$password" > "$NAS_KEYS/smb-password")
  { grep -v "^$NAS_USER:" /etc/passwd; printf '%s:x:0:0::/:/usr/sbin/nologin\n' $NAS_USER; } > "$smb/passwd"
  lab_in nas mount --bind "$smb/passwd" /etc/passwd
  cat > "$smb/smb.conf" <<C
[global]
server role = standalone server
smb ports = $NAS_PORT_SMB
interfaces = $NAS_ADDRESS/24
bind interfaces only = yes
disable netbios = yes
passdb backend = tdbsam:$smb/private/passdb.tdb
private dir = $smb/private
lock directory = $smb/lock
state directory = $smb/state
cache directory = $smb/cache
pid directory = $smb/pid
ncalrpc dir = $smb/rpc
log file = $smb/log.%m
load printers = no
printing = bsd
printcap name = /dev/null
disable spoolss = yes
[kss]
path = $NAS_HOME/store
read only = no
C
  printf '%s\n%s\n' "$password" "$password" | lab_in nas pdbedit -s "$smb/smb.conf" -t -a -u $NAS_USER > "$NAS_HOME/pdbedit.log" 2>&1 \
    || die "the user of the SMB server could not be made: $(cat "$NAS_HOME/pdbedit.log")"
  nas_spawn smb /usr/sbin/smbd --foreground --no-process-group --debug-stdout -s "$smb/smb.conf"
  nas_wait smb $NAS_PORT_SMB
}

nas_serve_s3() {
  mkdir -p "$NAS_HOME/store/kss"
  tr -d - < /proc/sys/kernel/random/uuid > "$NAS_KEYS/s3-access"
  (umask 077 && tr -d - < /proc/sys/kernel/random/uuid > "$NAS_KEYS/s3-secret")
  # Its keys by the environment: every user can read the arguments of a process.
  KSS_TEST_S3_ACCESS_KEY=$(cat "$NAS_KEYS/s3-access") KSS_TEST_S3_SECRET_KEY=$(cat "$NAS_KEYS/s3-secret") \
    nas_spawn s3 bash -c 'sleep infinity | exec "$@"' serve "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx512m \
    -cp "$(cat "$KSS_CACHE/s3-server.classpath")" io.kss.storage.s3.S3ServerProcess \
    "$NAS_HOME/store" "http://$NAS_ADDRESS:$NAS_PORT_S3"
  nas_wait s3 $NAS_PORT_S3
}

nas_store() {
  local type=$1 folder=$2
  printf '[store]\ntype = "%s"\n' "$type"
  case $type in
    directory)
      mkdir -p "$LAB/nas/$folder"
      printf 'path = "%s"\n' "$LAB/nas/$folder"
      ;;
    sftp)
      mkdir -p "$NAS_HOME/store/$folder"
      printf 'host = "%s"\nuser = "root"\npath = "%s"\n' "$NAS_ADDRESS" "$NAS_HOME/store/$folder"
      printf 'key-file = "%s"\nknown-hosts = "%s"\n' "$NAS_KEYS/id_ed25519" "$NAS_KEYS/known_hosts"
      ;;
    smb)
      mkdir -p "$NAS_HOME/store/$folder"
      printf 'host = "%s"\nport = %s\nshare = "kss"\npath = "%s"\n' "$NAS_ADDRESS" $NAS_PORT_SMB "$folder"
      printf 'user = "%s"\npassword-file = "%s"\n' $NAS_USER "$NAS_KEYS/smb-password"
      ;;
    s3)
      printf 'endpoint = "http://%s:%s"\nbucket = "kss"\nprefix = "%s"\n' "$NAS_ADDRESS" $NAS_PORT_S3 "$folder"
      printf 'access-key = "%s"\nsecret-key-file = "%s"\n' "$(cat "$NAS_KEYS/s3-access")" "$NAS_KEYS/s3-secret"
      ;;
    *) die "no store of type $type in the laboratory" ;;
  esac
}

nas_folder() {
  case $1 in
    directory) printf '%s\n' "$LAB/nas/$2" ;;
    s3) printf '%s\n' "$NAS_HOME/store/kss/$2" ;;
    *) printf '%s\n' "$NAS_HOME/store/$2" ;;
  esac
}

nas_emptied() {
  rm -rf --one-file-system "$(nas_folder "$1" "$2")"
  [ "$1" = s3 ] || mkdir -p "$(nas_folder "$1" "$2")"
}

# A shared folder goes away as an unmounted one does; a server by its cable.
nas_unplugged() {
  if [ "$1" = directory ]; then mv "$LAB/nas/kss" "$LAB/nas/unplugged"; else nas_cable down; fi
}

nas_plugged() {
  if [ "$1" = directory ]; then mv "$LAB/nas/unplugged" "$LAB/nas/kss"; else nas_cable up; fi
}

nas_cable() { lab_switch ip link set "port$(cat "$LAB/hosts/nas/number")" "$1"; }
