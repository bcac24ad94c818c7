# shellcheck shell=bash
# What a long life of a VM must have kept: of every snapshot the guest's files and the disks' checksums. Source it after
# story.sh.

declare -A HISTORY_FILES=() HISTORY_DISKS=()

# history_now: what the guest has now, to be remembered.
history_now() { declare -p STORY_SUMS; }

# history_note HOST VM SNAPSHOT: the VM is off and stands on this snapshot.
history_note() {
  HISTORY_FILES[$3]=$(history_now)
  HISTORY_DISKS[$3]=$(history_checksums "$1" "$2")
}

# history_return SNAPSHOT: from now on the guest has what it had then.
history_return() {
  # The text is what `declare -p` made of the array.
  eval "${HISTORY_FILES[$1]/declare -A/declare -gA}"
}

# history_checksums HOST VM: of what each disk reads as, from its first to its last byte.
history_checksums() {
  local host=$1 vm=$2 target raw=$LAB/checksum.raw
  for target in vda vdb; do
    qemu-img convert -U -f qcow2 -O raw "$(disk_file "$host" "$vm" $target)" "$raw"
    printf '%s=%s ' $target "$(sha256sum < "$raw" | cut -d ' ' -f 1)"
    rm -f "$raw"
  done
}

# history_restores HOST VM SNAPSHOT: a host gets an old snapshot, and it reads as it did when it was made.
history_restores() {
  local found
  kss_on "$1" pull "$2" --at "$3" > "$LAB/restore.log" 2>&1 || die "$3 can't be restored: $(cat "$LAB/restore.log")"
  found=$(history_checksums "$1" "$2")
  [ "$found" = "${HISTORY_DISKS[$3]}" ] || die "$3 was restored as $found and not as ${HISTORY_DISKS[$3]}"
  passed "$3 reads as it did when it was made, byte for byte"
}

# history_guest HOST VM: the booted guest has all files that it should have now, and no other.
history_guest() { guest_finds "$1" "$2" "${!STORY_SUMS[@]}"; }
