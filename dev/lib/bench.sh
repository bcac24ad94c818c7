# shellcheck shell=bash
# What the measurements of transfers share: the overlay to move, and kss moving it. Source it after kss.sh and measure.sh.
#
# They expect $images (the folder of the host origin), $overlay and $target (where other tools fetch to).

export RESTIC_PASSWORD=bench BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes

bench_place_overlay() {
  mkdir -p "$images"
  cp "$overlay"/{base,overlay}.qcow2 "$images"
  domain_xml bench "$images/overlay.qcow2" > "$LAB/bench.xml"
  export RESTIC_CACHE_DIR=$LAB/cache BORG_BASE_DIR=$LAB/cache
}

# bench_kss STORE-TYPE TOOL: pushes to the empty store from one host and fetches from it to another that has nothing.
bench_kss() {
  local STORE=$1 tool=$2
  kss_configure origin images store
  kss_configure elsewhere images store
  rm -rf "$LAB"/hosts/{origin,elsewhere}/state "$LAB/hosts/elsewhere/images"
  lab_virsh origin define "$LAB/bench.xml" > /dev/null
  kss_on origin init > "$LAB/init.log" 2>&1 || die "kss init failed: $(cat "$LAB/init.log")"
  measure_inside origin push "$tool" "$KSS_LAUNCHER" push bench
  measure_inside elsewhere fetch "$tool" "$KSS_LAUNCHER" pull bench
  qemu-img compare -q "$(bench_disk origin)" "$(bench_disk elsewhere)" || die 'kss fetched something else than it sent'
  lab_virsh origin undefine bench > /dev/null
  lab_virsh elsewhere undefine bench > /dev/null
  # Back to the chain as kss found it.
  find "$images" -type f ! -name base.qcow2 ! -name overlay.qcow2 -delete
  chmod u+w "$images"/*.qcow2
}

bench_disk() { lab_virsh "$1" domblklist bench | awk '$1 == "vda" { print $2 }'; }

same() { cmp "$images/overlay.qcow2" "$1" || die "$1 is not what was stored"; }
