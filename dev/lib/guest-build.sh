#!/bin/bash
# Builds the test guest from Debian's own packages: cloud kernel, busybox, virtio modules, QEMU guest agent, GRUB.
#   guest-build.sh DIRECTORY      -> DIRECTORY/out, as guest.sh describes it; the rest of DIRECTORY is scratch
set -euo pipefail
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/packages.sh"

GUEST_MODULES='virtio_pci virtio_net virtio_blk virtio_console button evdev ext4 crc32c_generic'

guest_assemble() {
  local work=$1 kernel
  mkdir "$work/out" "$work/packages"
  kernel=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  if [ -z "$kernel" ]; then
    packages_refresh
    kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  fi
  packages_extract "$work/packages" "$kernel" busybox-static qemu-guest-agent grub-common grub-pc-bin
  cp "$work"/packages/boot/vmlinuz-* "$work/out/vmlinuz"
  guest_initrd "$work/packages" "$work/root" "$work/out/initrd.gz"
  guest_system_disk "$work"
  guest_home_disk "$work"
}

guest_initrd() {
  local packages=$1 root=$2 initrd=$3 library
  mkdir -p "$root"/{bin,dev,etc/acpi/PWRF,lib/x86_64-linux-gnu,lib64,mnt/home,mnt/system,modules,proc,run,sbin,sys,usr/bin}
  cp "$packages/bin/busybox" "$packages/usr/sbin/qemu-ga" "$root/bin"
  ln -s /proc/mounts "$root/etc/mtab"
  install -m 755 "$KSS_ROOT/dev/lib/guest-init.sh" "$root/init"
  install -m 755 "$KSS_ROOT/dev/lib/guest-tools.sh" "$root/bin/guest-tools"
  ln -s guest-tools "$root/bin/guest-write"
  ln -s guest-tools "$root/bin/guest-files"
  ln -s guest-tools "$root/bin/guest-off"
  # The agent calls /sbin/shutdown, the ACPI daemon a file named after the event: both ask the first process.
  printf '#!/bin/busybox sh\nexec /bin/guest-off agent\n' > "$root/sbin/shutdown"
  printf '#!/bin/busybox sh\nexec /bin/guest-off button\n' > "$root/etc/acpi/PWRF/00000080"
  chmod 755 "$root/sbin/shutdown" "$root/etc/acpi/PWRF/00000080"

  cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64"
  ldd "$packages/usr/sbin/qemu-ga" | awk '/not found/ { exit 1 } $2 == "=>" { print $3 }' > "$root.libraries" \
    || die "the guest agent needs a library that this machine lacks: $(ldd "$packages/usr/sbin/qemu-ga" | grep 'not found')"
  while read -r library; do cp -L "$library" "$root/lib/x86_64-linux-gnu"; done < "$root.libraries"

  local number=100 module
  while read -r module; do
    cp "$module" "$root/modules/$number-${module##*/}"
    number=$((number + 1))
  done < <(guest_modules "$packages"/lib/modules/*)
  (cd "$root" && find . | cpio --create --format=newc --owner=0:0 --quiet) | gzip -9n > "$initrd"
}

# Prints the files of GUEST_MODULES and of all that they depend on, in the order to load them.
guest_modules() {
  local -A file=() seen=()
  local path name
  while read -r path; do
    name=${path##*/}
    name=${name%.ko}
    file[${name//-/_}]=$path
  done < <(find "$1" -name '*.ko')
  for name in $GUEST_MODULES; do guest_module "$name"; done
}

# Built-in modules have no file; there is nothing to load then.
guest_module() {
  local name=${1//-/_} needed
  local path=${file[$name]:-}
  [ -n "$path" ] && [ -z "${seen[$name]:-}" ] || return 0
  seen[$name]=yes
  for needed in $(tr '\0' '\n' < "$path" | sed -n 's/^depends=//p' | tr ',' ' '); do guest_module "$needed"; done
  printf '%s\n' "$path"
}

# A BIOS reads the first sector, that one reads GRUB's core from the sectors before the partition, and the core has the
# drivers and the two commands to start the kernel: no boot loader needs to be installed, and nothing to be mounted.
guest_system_disk() {
  local work=$1 grub=$1/packages/usr/lib/grub/i386-pc disk=$1/system.raw
  local start=2048 sectors=$((512 * 2048 - 2048))
  mkdir -p "$work/system/boot"
  cp "$work/out/vmlinuz" "$work/out/initrd.gz" "$work/system/boot"
  cat > "$work/grub.cfg" <<'G'
set root=(hd0,msdos1)
linux /boot/vmlinuz console=ttyS0 quiet panic=-1
initrd /boot/initrd.gz
boot
G
  "$work/packages/usr/bin/grub-mkimage" --directory "$grub" --format i386-pc --prefix '(hd0,msdos1)/boot' \
    --config "$work/grub.cfg" --output "$work/core.img" biosdisk part_msdos ext2 linux

  truncate --size 512M "$disk"
  mke2fs -q -t ext4 -L system -d "$work/system" -E "offset=$((start * 512))" "$disk" "$((sectors / 2))k"
  dd if="$grub/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
  dd if="$work/core.img" of="$disk" bs=512 seek=1 conv=notrunc status=none
  { printf '\x80\0\0\0\x83\0\0\0'; little_endian $start; little_endian $sectors; } \
    | dd of="$disk" bs=1 seek=446 conv=notrunc status=none
  printf '\x55\xaa' | dd of="$disk" bs=1 seek=510 conv=notrunc status=none
  qemu-img convert -f raw -O qcow2 "$disk" "$work/out/system.qcow2"
}

guest_home_disk() {
  truncate --size 512M "$1/home.raw"
  mke2fs -q -t ext4 -L home "$1/home.raw"
  qemu-img convert -f raw -O qcow2 "$1/home.raw" "$1/out/home.qcow2"
}

# Prints a number as four bytes, lowest first.
little_endian() {
  local shift
  for shift in 0 8 16 24; do
    # shellcheck disable=SC2059
    printf "\\x$(printf %02x $(($1 >> shift & 255)))"
  done
}

guest_assemble "$1"
