# shellcheck shell=bash
# The tiny test guest, built once and cached. Source it after common.sh.

# guest_build: prints a folder that holds
#   vmlinuz initrd.gz   the guest for a direct kernel boot
#   system.qcow2        512 MiB disk that boots the same guest by itself (MBR, GRUB, one ext4 partition)
#   home.qcow2          512 MiB disk with an empty ext4
# The folder is cached under a name that depends on the scripts it is made by, and appears complete or not at all, so
# that any number of callers may ask for it at once.
guest_build() {
  local version folder work
  version=$(cat "$KSS_ROOT"/dev/lib/guest-{build,init,tools}.sh | sha256sum | cut -c 1-12)
  folder=$KSS_CACHE/guest-$version
  if [ ! -d "$folder" ]; then
    say "building the test guest in $folder"
    mkdir -p "$KSS_CACHE"
    work=$(mktemp -d "$KSS_CACHE/guest-new.XXXXXX")
    bash "$KSS_ROOT/dev/lib/guest-build.sh" "$work" || { rm -rf "$work"; die "the test guest could not be built"; }
    # When another caller was faster its folder is as good as ours.
    mv -T "$work/out" "$folder" 2>/dev/null || [ -d "$folder" ] || die "cannot create $folder"
    rm -rf "$work"
  fi
  printf '%s\n' "$folder"
}
