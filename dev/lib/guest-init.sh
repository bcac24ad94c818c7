#!/bin/busybox sh
# shellcheck shell=dash
# First process of the test guest. Mounts the system and the home disk, says on the serial console what it found there,
# counts, and powers off cleanly on the ACPI button, on a request of the guest agent, or by `guest-off`.
#
# Lines it prints:   GUEST mounted /mnt/home boots=3
#                    GUEST file /mnt/home/NAME sha256=… ok|BAD|-      (against NAME.sha256; - when there is none)
#                    GUEST ready
#                    COUNT 17
#                    SYNCED 20                                        (with kss.acknowledge: both disks have all counts so far)
#                    GUEST off reason=… counter=17
# Kernel arguments:  kss.write=DISK:NAME:MIB[,…]   writes files of random bytes (DISK is system or home), then goes on
#                    kss.off                       powers off as soon as everything above is done
#                    kss.pause=MICROSECONDS        between two counts (default 500000)
#                    kss.acknowledge               says which counts both disks have
#                    kss.address=ADDRESS/PREFIX    of its network card
#                    kss.count-to=ADDRESS:PORT     sends the counts there, too, over one TCP connection that it never renews

/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
for module in /modules/*.ko; do insmod "$module"; done

argument() { tr ' ' '\n' < /proc/cmdline | sed -n "s/^$1=//p"; }
flag() { tr ' ' '\n' < /proc/cmdline | grep -qx "$1"; }

# A disk is either an ext4 as a whole or has its ext4 in the first partition.
mount_disk() {
  for device in "/dev/${1}1" "/dev/$1"; do
    [ -b "$device" ] || continue
    mount -t ext4 "$device" "$2" 2>/dev/null || continue
    date +%s >> "$2/boots"
    echo "GUEST mounted $2 boots=$(wc -l < "$2/boots")"
    return
  done
  echo "GUEST cannot mount $1"
}

power_off() {
  killall qemu-ga 2>/dev/null
  echo "GUEST off reason=$1 counter=$counter"
  sync
  for point in /mnt/home /mnt/system; do umount $point || mount -o remount,ro $point; done
  sync
  poweroff -f
}

mount_disk vda /mnt/system
mount_disk vdb /mnt/home

acpid -d >/dev/null 2>&1 &
for port in /sys/class/virtio-ports/*; do
  [ "$(cat "$port/name" 2>/dev/null)" = org.qemu.guest_agent.0 ] || continue
  qemu-ga -m virtio-serial -p "/dev/${port##*/}" -t /run -f /run/qemu-ga.pid -l /run/qemu-ga.log >/dev/null 2>&1 &
done

address=$(argument kss.address)
if [ -n "$address" ]; then
  ip address add "$address" dev eth0
  ip link set eth0 up
fi

for task in $(argument kss.write | tr ',' ' '); do
  IFS=: read -r disk name mib <<T
$task
T
  guest-write "$disk" "$name" "$mib"
done
guest-files | tee /run/files
touch /run/ready
echo "GUEST ready"

counter=$(tail -n 1 /mnt/home/counter 2>/dev/null)
counter=${counter:-0}
pause=$(argument kss.pause)
receiver=$(argument kss.count-to)
line=/dev/null
if [ -n "$receiver" ]; then
  line=/run/line
  mkfifo $line
  nc "${receiver%:*}" "${receiver#*:}" < $line > /dev/null &
fi
exec 3> $line
acknowledge=true
flag kss.acknowledge && acknowledge='echo SYNCED'
flag kss.off && guest-off argument
while [ ! -e /run/off ]; do
  counter=$((counter + 1))
  echo "COUNT $counter"
  echo "COUNT $counter" >&3
  echo $counter >> /mnt/home/counter
  [ $((counter % 10)) = 0 ] && echo $counter >> /mnt/system/counter && sync && $acknowledge $counter
  usleep "${pause:-500000}"
done
power_off "$(cat /run/off)"
