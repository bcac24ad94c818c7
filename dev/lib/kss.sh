# shellcheck shell=bash
# Builds the kss command and runs it on the hosts of the laboratory. Source it after common.sh, lab.sh and nas.sh.

KSS_LAUNCHER=${KSS_LAUNCHER:-$KSS_ROOT/kss-cli/target/kss/bin/kss}

# kss_build: makes the distribution if it is missing or older than a source file.
kss_build() {
  if [ -x "$KSS_LAUNCHER" ] && [ -z "$(find "$KSS_ROOT"/pom.xml "$KSS_ROOT"/kss-* -name target -prune -o \
    \( -path '*/src/main/*' -o -name pom.xml \) -type f -newer "$KSS_LAUNCHER" -print -quit)" ]; then
    return
  fi
  say "building kss"
  (cd "$KSS_ROOT" && mvn --batch-mode --quiet --no-transfer-progress -DskipTests package -pl kss-cli -am >&2) \
    || die "kss does not build"
  [ -x "$KSS_LAUNCHER" ] || die "the build left no $KSS_LAUNCHER"
  touch "$KSS_LAUNCHER"
}

# kss_warm: waits until the launcher has made its archive of parsed classes, as on the second day of an installation.
kss_warm() {
  local archives attempt
  archives=${KSS_LAUNCHER%/bin/kss}/archive
  for attempt in $(seq 60); do
    "$KSS_LAUNCHER" --version > /dev/null
    [ -z "$(find "$archives" -name '*.jsa' -newer "${archives%/*}/lib" -print -quit)" ] || return 0
    sleep 1
  done
  die "the launcher made no archive in $archives after $attempt seconds"
}

# kss_configure HOST IMAGE-FOLDER [STORE-FOLDER]: writes the host's kss.toml; folders are relative to the host's own, and
# the store's to the NAS. STORE names the type of store; the table about it is all that differs between them.
kss_configure() {
  local home=$LAB/hosts/$1
  mkdir -p "$home/$2"
  cat > "$home/kss.toml" <<C
host   = "$1"
state  = "$home/state"
images = "$home/$2"

[hypervisor]
type = "libvirt"
uri  = "qemu:///system"

$(nas_store "${STORE:-directory}" "${3:-kss}")
C
}

# kss_on HOST ARGUMENT...: runs kss inside a host with the host's configuration.
kss_on() {
  local host=$1
  shift
  lab_in "$host" env KSS_CONFIG="$LAB/hosts/$host/kss.toml" "$KSS_LAUNCHER" "$@"
}
