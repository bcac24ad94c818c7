# shellcheck shell=bash
# Installs what a fresh Debian 12 lacks, by groups. Runs nothing when nothing is missing. Source it after common.sh.
#
#   build   the compiler and Maven: only checked, because whoever builds chooses their own JDK
#   guest   QEMU, libvirt and the tools that build and run the test guest and the laboratory
#   servers what tests and measurements run stores on
#   viewers what looks at a guest's screen in tests
#   bench   the programs that dev/bench compares kss with
#   plot    draws what dev/daily-life noted

declare -A PACKAGE_GROUPS=(
  [guest]='qemu-system-x86 qemu-utils libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients cpio iproute2 e2fsprogs
           libdevmapper1.02.1 jq'
  [servers]='openssh-server openssh-client netcat-openbsd samba apache2-bin'
  [viewers]='spice-client-gtk'
  [plot]='gnuplot-nox'
  [bench]='restic borgbackup rsync rclone smbclient openssh-client time jq'
)

# packages_ensure GROUP...: makes the groups available or ends the script saying what is missing.
packages_ensure() {
  local group package missing=()
  for group in "$@"; do
    if [ "$group" = build ]; then
      packages_check_build
      continue
    fi
    for package in ${PACKAGE_GROUPS[$group]:?no package group $group}; do
      packages_installed "$package" || missing+=("$package")
    done
  done
  [ ${#missing[@]} -eq 0 ] || packages_install "${missing[@]}"
  case " $* " in *' guest '*) packages_prepare_libvirt ;; esac
}

packages_check_build() {
  local tool
  for tool in git mvn javac; do
    command -v $tool >/dev/null || die "$tool is missing: install git, Maven and a JDK 17 (Debian 12:" \
      "apt-get install git maven openjdk-17-jdk-headless)"
  done
}

packages_installed() {
  command -v dpkg-query >/dev/null || die "these scripts install Debian packages; this is not a Debian system"
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

packages_install() {
  say "installing: $*"
  packages_refresh
  # A developer's machine should not start serving anything because a test needs a program.
  local policy=/usr/sbin/policy-rc.d ours=
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root install -m 755 /dev/stdin $policy
    ours=yes
  fi
  local status=0
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq install --yes \
    --no-install-recommends "$@" >&2 || status=$?
  [ -z "$ours" ] || as_root rm -f $policy
  [ $status -eq 0 ] || die "apt-get could not install: $*"
}

# The package lists have a lock that apt-get does not wait for by itself.
packages_refresh() {
  local attempt
  for attempt in 1 2 3 4 5 6; do
    if as_root apt-get -qq update >&2; then return; fi
    say "apt-get update failed (attempt $attempt of 6)"
    sleep $((attempt * 2))
  done
  die "apt-get update keeps failing; see its messages above"
}

# libvirt-daemon comes without the user that its built-in defaults name, and without its own folders.
packages_prepare_libvirt() {
  getent group libvirt-qemu >/dev/null || as_root groupadd --system libvirt-qemu
  getent passwd libvirt-qemu >/dev/null || as_root useradd --system --no-create-home --home-dir /var/lib/libvirt \
    --shell /usr/sbin/nologin --gid libvirt-qemu libvirt-qemu
  local folder
  for folder in /etc/libvirt /var/lib/libvirt /var/cache/libvirt /var/log/libvirt; do
    [ -d $folder ] || as_root mkdir -p $folder
  done
}

# packages_extract DIRECTORY PACKAGE...: unpacks packages into a folder without installing them.
packages_extract() {
  local into=$1 downloads
  shift
  downloads=$(mktemp -d "$into/downloads.XXXXXX")
  apt-cache show "$@" >/dev/null 2>&1 || packages_refresh
  (cd "$downloads" && apt-get -qq -o APT::Sandbox::User=root download "$@" >&2) \
    || { packages_refresh && (cd "$downloads" && apt-get -qq -o APT::Sandbox::User=root download "$@" >&2); } \
    || die "apt-get could not download: $*"
  local file
  for file in "$downloads"/*.deb; do dpkg-deb --extract "$file" "$into"; done
  rm -r "$downloads"
}
