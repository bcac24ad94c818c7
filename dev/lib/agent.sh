# shellcheck shell=bash
# Work inside a running guest of the laboratory, through the guest agent. Source it after lab.sh.

# agent_wait HOST VM: returns when the guest has booted and listed its files.
agent_wait() {
  wait_for "${AGENT_BOOT_SECONDS:-120}" agent_run "$1" "$2" 'test -e /run/ready' \
    || die "the guest $2 on $1 did not boot within ${AGENT_BOOT_SECONDS:-120} s"
}

# agent_run HOST VM COMMAND: runs a shell command in the guest, prints its output, returns its exit status.
agent_run() {
  local host=$1 vm=$2 request reply pid
  request=$(jq --null-input --compact-output --arg command "$3" '{execute: "guest-exec",
    arguments: {path: "/bin/sh", arg: ["-c", $command], "capture-output": true}}')
  pid=$(agent_ask "$host" "$vm" "$request" | jq '.return.pid') || return 1
  [ -n "$pid" ] || return 1
  request="{\"execute\": \"guest-exec-status\", \"arguments\": {\"pid\": $pid}}"
  while reply=$(agent_ask "$host" "$vm" "$request"); do
    if [ "$(jq '.return.exited' <<< "$reply")" = true ]; then
      jq --raw-output '.return | (."out-data", ."err-data") // empty | @base64d' <<< "$reply" | sed '${/^$/d}'
      return "$(jq '.return | .exitcode // 128 + .signal' <<< "$reply")"
    fi
    sleep 0.1
  done
  return 1
}

agent_ask() { lab_virsh "$1" qemu-agent-command "$2" "$3" --timeout 10; }
