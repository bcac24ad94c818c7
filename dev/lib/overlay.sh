# shellcheck shell=bash
# Makes a large qcow2 overlay with what real disks hold. Source it after common.sh and domain.sh; needs root.

# overlay_build GIB [files | noise]: prints a folder with base.qcow2 (an empty ext4 of 32 GiB) and, on top of it,
# overlay.qcow2, into which about that many GiB of files from /usr, or of random bytes, were written the way a guest
# writes: through the file system and QEMU, in clusters as they come. Cached; appears complete or not at all.
overlay_build() {
  local gib=$1 data=${2:-files} folder work
  folder=$KSS_CACHE/overlay-$gib
  [ "$data" = files ] || folder+=-$data
  if [ ! -d "$folder" ]; then
    say "writing $gib GiB of $data into an overlay in $folder"
    mkdir -p "$KSS_CACHE"
    work=$(mktemp -d "$KSS_CACHE/overlay-new.XXXXXX")
    domain_empty_disk "$work/base.qcow2" 32G bench
    qemu-img create -q -f qcow2 -b base.qcow2 -F qcow2 "$work/overlay.qcow2"
    overlay_change "$work/overlay.qcow2" "overlay_$data" "$gib" || { rm -rf "$work"; die "the overlay could not be filled"; }
    mv -T "$work" "$folder" 2>/dev/null || [ -d "$folder" ] || die "cannot create $folder"
    rm -rf "$work"
  fi
  printf '%s\n' "$folder"
}

# Prints paths relative to /, each ended by a zero byte: the same on every call while the machine stays the same.
overlay_choose() {
  find /usr -xdev -type f -printf '%s %p\0' | LC_ALL=C sort -z -k 2 \
    | awk -v limit="$1" 'BEGIN { RS = ORS = "\0"; limit *= 1024 * 1024 * 1024 }
        { total += $1; sub(/^[0-9]+ \//, ""); if (total <= limit) print }'
}

overlay_files() { overlay_choose "$1" | tar --create --directory / --null --files-from=- | tar --extract --directory "$2"; }

overlay_noise() {
  local number
  for number in $(seq $(($1 * 16))); do head --bytes=64M /dev/urandom > "$2/noise$number"; done
}

# overlay_change IMAGE COMMAND...: runs the command with the folder at which the image's file system is mounted as its last
# argument, and takes everything apart again whatever happens.
overlay_change() (
  set -euo pipefail
  image=$1
  shift
  place=$(mktemp -d "${TMPDIR:-/var/tmp}/kss-overlay.XXXXXX")
  daemon='' loop=''
  # shellcheck disable=SC2317
  undo() {
    mountpoint -q "$place/files" && umount "$place/files"
    [ -z "$loop" ] || losetup --detach "$loop"
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    wait
    rm -rf --one-file-system "$place"
  }
  trap undo EXIT
  mkdir "$place/files"
  : > "$place/disk"
  qemu-storage-daemon --blockdev "driver=file,filename=$image,node-name=file,discard=unmap" \
    --blockdev driver=qcow2,node-name=disk,file=file,discard=unmap \
    --export "type=fuse,id=fuse,node-name=disk,mountpoint=$place/disk,writable=on" \
    --pidfile "$place/pid" > "$place/log" 2>&1 < /dev/null &
  daemon=$!
  wait_for 20 test -s "$place/disk" || die "the image could not be exported: $(cat "$place/log")"
  loop=$(losetup --find --show "$place/disk")
  mount -o discard "$loop" "$place/files"
  "$@" "$place/files"
)

# overlay_bytes IMAGE: how many bytes of data the image holds itself, without what is below it.
overlay_bytes() { qemu-img map --output=json "$1" | jq '[.[] | select(.depth == 0 and .data) | .length] | add'; }
