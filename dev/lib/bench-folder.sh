# shellcheck shell=bash
# Push to and fetch from a store in a folder of this machine, with each tool in turn. Source it after bench.sh.

bench_folder() {
  local run tool
  bench_place_overlay
  for run in $(seq "$runs"); do
    say "run $run of $runs"
    for tool in ${tools//,/ }; do
      rm -rf "$store" "$target" "$LAB/cache"
      mkdir -p "$store" "$target"
      sync
      "bench_folder_$tool"
    done
  done
  rm -rf "$store" "$target"
}

bench_folder_kss() {
  nas_emptied directory store
  bench_kss directory kss
  measure_stored kss "$store"
}

bench_folder_restic() {
  restic --quiet --repo "$store" init
  measure push restic sh -c "restic --quiet --repo '$store' backup '$images/overlay.qcow2' && sync --file-system '$store'"
  measure_stored restic "$store"
  measure fetch restic sh -c "restic --quiet --repo '$store' restore latest --target '$target' && sync --file-system '$target'"
  same "$target/$images/overlay.qcow2"
}

bench_folder_borg() {
  borg init --encryption none "$store"
  measure push borg sh -c "cd '$images' && borg create --compression zstd,1 '$store::one' overlay.qcow2 && sync --file-system '$store'"
  measure_stored borg "$store"
  measure fetch borg sh -c "cd '$target' && borg extract '$store::one' && sync --file-system '$target'"
  same "$target/overlay.qcow2"
}

bench_folder_rsync() { bench_folder_copying 'rsync --whole-file' rsync; }
bench_folder_cp() { bench_folder_copying 'cp --reflink=never' cp; }

bench_folder_copying() {
  local command=$1 tool=$2
  measure push "$tool" sh -c "$command '$images/overlay.qcow2' '$store/' && sync --file-system '$store'"
  measure_stored "$tool" "$store"
  measure fetch "$tool" sh -c "$command '$store/overlay.qcow2' '$target/' && sync --file-system '$target'"
  same "$target/overlay.qcow2"
}
