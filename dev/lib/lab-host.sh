#!/bin/bash
# First process of a laboratory host, inside its new namespaces; see lab.sh, which starts it.
#   lab-host.sh LAB NAME ADDRESS
set -euo pipefail
LAB=$1 NAME=$2 ADDRESS=$3
HOST=$LAB/hosts/$NAME

# /proc is still that of the machine here, so this is the process id by which the machine knows this host.
read -r OUTER_PID _ < /proc/self/stat

mount --make-rprivate /
mount -t proc proc /proc
mount -t sysfs sysfs /sys || true

mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/libvirt /run/self

# Of all hosts' folders only its own remains in sight.
mount --bind "$HOST" /run/self
mount -t tmpfs tmpfs "$LAB/hosts"
mkdir "$HOST"
mount --move /run/self "$HOST"

mount --bind "$HOST/etc" /etc/libvirt
mount --bind "$HOST/lib" /var/lib/libvirt
mount --bind "$HOST/run" /run/libvirt
mount --bind "$HOST/cache" /var/cache/libvirt
mount --bind "$HOST/log" /var/log/libvirt
mount --bind "$LAB/names" /etc/hosts
[ -e /etc/machine-id ] || : > /etc/machine-id
mount --bind "$HOST/machine-id" /etc/machine-id
hostname "$NAME"

printf '%s\n' "$OUTER_PID" > "$HOST/pid.new"
mv "$HOST/pid.new" "$HOST/pid"
until ip link show eth0 >/dev/null 2>&1; do sleep 0.05; done
ip link set lo up
ip address add "$ADDRESS/24" dev eth0
ip link set eth0 up

# A host that lost its power leaves such files of its last life behind.
rm -rf /run/libvirt/*
/usr/sbin/libvirtd --listen --config /etc/libvirt/libvirtd.conf --pid-file /run/libvirtd.pid &

# As the first process it must stay, and collect the processes that lost their parents.
sleep infinity &
wait
