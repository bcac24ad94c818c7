# shellcheck shell=bash
# The test guest as a libvirt domain with two disks. Source it after guest.sh.

# domain_disks GUEST-FOLDER DIRECTORY NAME: copies the guest's disks to DIRECTORY/NAME-vda.qcow2 and NAME-vdb.qcow2.
domain_disks() {
  mkdir -p "$2"
  cp "$1/system.qcow2" "$2/$3-vda.qcow2"
  cp "$1/home.qcow2" "$2/$3-vdb.qcow2"
}

# domain_empty_disk FILE SIZE LABEL: a qcow2 of the size (as for truncate) with an empty ext4.
domain_empty_disk() {
  truncate --size "$2" "$1.raw"
  mke2fs -q -t ext4 -E lazy_itable_init=1 -L "$3" "$1.raw"
  qemu-img convert -f raw -O qcow2 "$1.raw" "$1"
  rm "$1.raw"
}

# domain_xml NAME VDA [VDB] [serial=FILE] [kernel=GUEST-FOLDER] [arguments=TEXT] [network=MAC]: prints the definition.
# Software emulation, so that it runs everywhere and the same. It boots from vda, or from a kernel folder if one is given;
# arguments= go to that kernel, which keeps what is less than critical off the console: it would tear lines there. Without serial=
# the console is a pseudo terminal, so that the definition names no file but its disks. network= gives it a card with this address on the host's bridge (see lab_bridge).
domain_xml() {
  local name=$1 disks='' boot='' serial="<serial type='pty'><target port='0'/></serial>" device=vda option
  local kernel='' arguments='' card=''
  shift
  for option in "$@"; do
    case $option in
      serial=*) serial="<serial type='file'><source path='${option#*=}' append='on'/><target port='0'/></serial>" ;;
      kernel=*) kernel=${option#*=} ;;
      arguments=*) arguments=${option#*=} ;;
      network=*)
        card="<interface type='bridge'><mac address='${option#*=}'/><source bridge='guests'/><model type='virtio'/></interface>"
        ;;
      *)
        disks+="
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/><source file='$option'/><target dev='$device' bus='virtio'/>
    </disk>"
        device=vdb
        ;;
    esac
  done
  if [ -n "$kernel" ]; then
    boot="<kernel>$kernel/vmlinuz</kernel><initrd>$kernel/initrd.gz</initrd>
    <cmdline>console=ttyS0 quiet loglevel=3 panic=-1 $arguments</cmdline>"
  fi
  cat <<X
<domain type='qemu'>
  <name>$name</name>
  <memory unit='MiB'>256</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type>$boot</os>
  <features><acpi/><apic/></features>
  <cpu mode='custom' match='exact'><model>qemu64</model></cpu>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>$disks
    $serial
    $card
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <controller type='usb' model='none'/>
    <memballoon model='none'/>
  </devices>
</domain>
X
}
