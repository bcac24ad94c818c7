#!/bin/busybox sh
# shellcheck shell=dash
# Commands inside the test guest, chosen by the name they are called with; for use through the guest agent.
#
#   guest-write DISK NAME MIB   writes MIB MiB of random bytes to /mnt/DISK/NAME and its checksum beside it
#   guest-files                 prints every file with its checksum, and whether it is the one noted beside it
#   guest-off [REASON]          powers off cleanly

checksum() { sha256sum "$1" | cut -d ' ' -f 1; }

case ${0##*/} in
guest-write)
  file=/mnt/$1/$2
  dd if=/dev/urandom of="$file" bs=1M count="$3" 2>/dev/null && checksum "$file" > "$file.sha256" && sync
  echo "GUEST wrote $file sha256=$(cat "$file.sha256")"
  ;;
guest-files)
  for file in /mnt/system/* /mnt/home/*; do
    [ -f "$file" ] || continue
    case ${file##*/} in boots | counter | *.sha256) continue ;; esac
    sum=$(checksum "$file")
    verdict=-
    if [ -e "$file.sha256" ]; then
      verdict=BAD
      [ "$sum" = "$(cat "$file.sha256")" ] && verdict=ok
    fi
    echo "GUEST file $file sha256=$sum $verdict"
  done
  ;;
guest-off)
  echo "${1:-guest}" > /run/off.new
  mv /run/off.new /run/off
  ;;
esac
