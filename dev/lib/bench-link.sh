# shellcheck shell=bash
# Push to and fetch from a server on another host, over a link like a user's, with each tool in turn. Source it after
# bench.sh and nas.sh.
#
# A tool that makes a file of its own on the server uses the same server as kss does; all of them work in turn in one run.

bench_link() {
  local run tool type
  bench_place_overlay
  for type in sftp smb s3; do nas_serve $type; done
  store=$(nas_folder sftp link)
  cat > "$NAS_KEYS/ssh_config" <<C
Host nas
  HostName $NAS_ADDRESS
  User root
  IdentityFile $NAS_KEYS/id_ed25519
  UserKnownHostsFile $NAS_KEYS/known_hosts
C
  printf 'username = %s\npassword = %s\n' $NAS_USER "$(cat "$NAS_KEYS/smb-password")" > "$NAS_KEYS/smb-login"
  export BORG_RSH="ssh -F $NAS_KEYS/ssh_config" RSYNC_RSH="ssh -F $NAS_KEYS/ssh_config"
  # rclone does not get along with it.
  unset AWS_CA_BUNDLE
  export RCLONE_CONFIG=/dev/null RCLONE_S3_PROVIDER=Other RCLONE_S3_ENDPOINT=http://$NAS_ADDRESS:$NAS_PORT_S3
  RCLONE_S3_ACCESS_KEY_ID=$(cat "$NAS_KEYS/s3-access")
  RCLONE_S3_SECRET_ACCESS_KEY=$(cat "$NAS_KEYS/s3-secret")
  export RCLONE_S3_ACCESS_KEY_ID RCLONE_S3_SECRET_ACCESS_KEY
  lab_shape nas "$rate"
  for run in $(seq "$runs"); do
    say "run $run of $runs"
    for tool in ${tools//,/ }; do
      nas_emptied sftp link
      rm -rf "$target" "$LAB/cache"
      mkdir -p "$target"
      sync
      "bench_link_$tool"
    done
  done
  rm -rf "$store" "$target"
}

bench_link_kss-sftp() { nas_emptied sftp store && bench_kss sftp kss-sftp && nas_emptied sftp store; }
bench_link_kss-smb() { nas_emptied smb store && bench_kss smb kss-smb && nas_emptied smb store; }
bench_link_kss-s3() { nas_emptied s3 store && bench_kss s3 kss-s3 && nas_emptied s3 store; }

# bench_there TOOL PUSH FETCH FILE: the two commands, each with the time it takes to bring the result to the disk.
bench_there() {
  measure_inside origin push "$1" sh -c "$2 && sync --file-system '$LAB/nas'"
  measure_inside elsewhere fetch "$1" sh -c "$3 && sync --file-system '$target'"
  same "$4"
}

bench_link_scp() {
  local scp="scp -q -F $NAS_KEYS/ssh_config"
  bench_there scp "$scp '$images/overlay.qcow2' 'nas:$store/'" "$scp 'nas:$store/overlay.qcow2' '$target/'" "$target/overlay.qcow2"
}

bench_link_rsync() { bench_link_rsync_with rsync '--whole-file'; }
bench_link_rsync-zstd() {
  bench_link_rsync_with rsync-zstd '--whole-file --compress --compress-choice=zstd --compress-level=1'
}

bench_link_rsync_with() {
  bench_there "$1" "rsync $2 '$images/overlay.qcow2' 'nas:$store/'" "rsync $2 'nas:$store/overlay.qcow2' '$target/'" \
    "$target/overlay.qcow2"
}

bench_link_restic() {
  local restic="restic --quiet --repo sftp:nas:$store/restic -o sftp.command='ssh -F $NAS_KEYS/ssh_config nas -s sftp'"
  lab_in origin sh -c "$restic init"
  bench_there restic "$restic backup '$images/overlay.qcow2'" "$restic restore latest --target '$target'" \
    "$target/$images/overlay.qcow2"
}

bench_link_borg() {
  lab_in origin borg init --encryption none "ssh://nas$store/borg"
  bench_there borg "cd '$images' && borg create --compression zstd,1 'ssh://nas$store/borg::one' overlay.qcow2" \
    "cd '$target' && borg extract 'ssh://nas$store/borg::one'" "$target/overlay.qcow2"
}

bench_link_rclone-sftp() {
  local there=":sftp,host=$NAS_ADDRESS,user=root,key_file=$NAS_KEYS/id_ed25519,known_hosts_file=$NAS_KEYS/known_hosts:$store/overlay.qcow2"
  bench_link_rclone rclone-sftp "$there"
}

bench_link_rclone-s3() { bench_link_rclone rclone-s3 ':s3:kss/link/overlay.qcow2' && nas_emptied s3 link; }

bench_link_rclone() {
  bench_there "$1" "rclone copyto '$images/overlay.qcow2' '$2'" "rclone copyto '$2' '$target/overlay.qcow2'" "$target/overlay.qcow2"
}

bench_link_smbclient() {
  local smb="smbclient --authentication-file='$NAS_KEYS/smb-login' --port=$NAS_PORT_SMB --directory=link '//$NAS_ADDRESS/kss'"
  bench_there smbclient "$smb --command='lcd $images; put overlay.qcow2'" "$smb --command='lcd $target; get overlay.qcow2'" \
    "$target/overlay.qcow2"
}
