# shellcheck shell=bash
# Measures commands and prints the results as Markdown. Source it after common.sh; MEASURES names the file of results.

# measure WHAT TOOL COMMAND...: runs the command and notes its wall time, CPU time and peak memory. A command that fails ends
# the script.
measure() {
  local what=$1 tool=$2
  shift 2
  /usr/bin/time --output "$MEASURES.one" --format '%e %U %S %M' "$@" > "$MEASURES.log" 2>&1 < /dev/null \
    || die "$what with $tool failed: $(tail -n 20 "$MEASURES.log")"
  measure_note "$what" "$tool" "$(cat "$MEASURES.one")"
}

# measure_inside HOST WHAT TOOL COMMAND...: the same for a command inside a laboratory host with its kss configuration.
measure_inside() {
  local host=$1 what=$2 tool=$3 wire
  shift 3
  wire=$(measure_wire "$host")
  lab_in "$host" env KSS_CONFIG="$LAB/hosts/$host/kss.toml" \
    /usr/bin/time --output "$MEASURES.one" --format '%e %U %S %M' "$@" > "$MEASURES.log" 2>&1 < /dev/null \
    || die "$what with $tool failed: $(tail -n 20 "$MEASURES.log")"
  measure_note "$what" "$tool" "$(cat "$MEASURES.one") $(($(measure_wire "$host") - wire))"
}

# What has crossed a host's network card so far, both ways, in bytes.
measure_wire() {
  local sent received
  read -r sent received < <(lab_in "$1" cat /sys/class/net/eth0/statistics/tx_bytes /sys/class/net/eth0/statistics/rx_bytes | tr '\n' ' ')
  printf '%s\n' $((sent + received))
}

measure_note() {
  printf '%s\t%s\t%s\n' "$1" "$2" "${3// /$'\t'}" >> "$MEASURES"
  say "  $1, $2: ${3%% *} s"
}

# measure_stored TOOL FOLDER: notes what the tool's last push takes up.
measure_stored() { printf 'stored\t%s\t%s\n' "$1" "$(du --summarize --block-size=1 "$2" | cut -f 1)" >> "$MEASURES"; }

# measure_table FILE BYTES WHAT...: prints the rows of these measurements; BYTES is the disk data that one run moves, or 0.
measure_table() {
  local file=$1 bytes=$2
  shift 2
  if [ "$bytes" -gt 0 ]; then
    printf '| what | with | runs | wall s, median (least to most) | MB/s | CPU s | CPU s per GB | peak RSS MiB | on the wire MB | stored MB |\n'
    printf '|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n'
  else
    printf '| what | with | runs | wall s, median (least to most) | CPU s | peak RSS MiB |\n|---|---|--:|--:|--:|--:|\n'
  fi
  local what
  for what in "$@"; do
    sort -t $'\t' -k 1,2 -k 3,3n "$file" | awk -F '\t' -v bytes="$bytes" -v what="$what" '
      $1 == "stored" { stored[$2] = $3 }
      $1 == what {
        if (!($2 in runs)) order[++tools] = $2
        wall[$2, ++runs[$2]] = $3; cpu[$2] += $4 + $5; if ($6 > rss[$2]) rss[$2] = $6; wire[$2] += $7
      }
      function median(tool,   n) { n = runs[tool]; return n % 2 ? wall[tool, (n + 1) / 2] : (wall[tool, n / 2] + wall[tool, n / 2 + 1]) / 2 }
      END {
        for (i = 1; i <= tools; i++) {
          tool = order[i]; n = runs[tool]; seconds = median(tool)
          printf "| %s | %s | %d | %.2f (%.2f to %.2f) | ", what, tool, n, seconds, wall[tool, 1], wall[tool, n]
          if (bytes) printf "%.0f | %.1f | %.1f | %.0f | %s | %s |\n", bytes / 1e6 / (seconds ? seconds : 0.01), cpu[tool] / n,
            cpu[tool] / n / bytes * 1e9, rss[tool] / 1024, (wire[tool] > 1e6 ? sprintf("%.0f", wire[tool] / n / 1e6) : ""), what == "push" && (tool in stored) ? sprintf("%.0f", stored[tool] / 1e6) : ""
          else printf "%.2f | %.0f |\n", cpu[tool] / n, rss[tool] / 1024
        }
      }'
  done
}

# measure_machine: what the numbers were taken on.
measure_machine() {
  printf '%s, %s cores, %s GiB RAM, Linux %s, %s, %s\n' \
    "$(sed -n 's/^model name\t*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
    "$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" "$(uname -r)" \
    "$(. /etc/os-release && printf '%s' "$PRETTY_NAME")" "$(java -version 2>&1 | sed -n 's/.*version "\(.*\)".*/JDK \1/p')"
  printf '%s, %s, %s, %s\n' "$(restic version | cut -d ' ' -f 1,2)" "$(borg --version)" \
    "$(rsync --version | sed -n '1s/  */ /gp' | cut -d ' ' -f 1,3)" "$(qemu-img --version | sed -n '1s/ (.*//p')"
}
