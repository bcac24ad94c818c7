# shellcheck shell=bash
# What every developer script needs: where the repository and the cache are, and how to speak. Source it.

KSS_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck disable=SC2034
KSS_CACHE=${KSS_DEV_CACHE:-$KSS_ROOT/.kss-dev}

# say TEXT...: a line for people, on standard error so that functions can answer on standard output.
say() { printf '%s\n' "$*" >&2; }

# die TEXT...: ends the script with the reason.
die() {
  say "error: $*"
  exit 1
}

# as_root COMMAND...: runs one command with the rights to change the machine.
as_root() {
  if [ "$EUID" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root, and sudo is not installed: $*"
  fi
}

# wait_for SECONDS COMMAND...: repeats the command quietly until it succeeds; fails when the time is up.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}
