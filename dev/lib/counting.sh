# shellcheck shell=bash
# What a guest that counts has counted, told by its console, of which each host that it ran on has a part. Source it after agent.sh.
#
# A guest that had to be booted anew starts a new life: counting_begin notes where that begins.

counting_console() { printf '%s\n' "$LAB/hosts/$1/console"; }

# counting_to_file HOST VM: lets the definition on a host write its console to the file there, and its network card join the
# host's bridge: how a VM is connected is each host's own affair.
counting_to_file() {
  local xml=$LAB/hosts/$1/$2.console.xml
  lab_virsh "$1" dumpxml --inactive "$2" \
    | sed -e "s#<\(serial\|console\) type='pty'>#<\1 type='file'><source path='$(counting_console "$1")' append='on'/>#" \
      -e "s#<source path='[^']*/console'#<source path='$(counting_console "$1")'#" \
      -e "s#<interface type='network'>#<interface type='bridge'>#; s#<source network='default'/>#<source bridge='guests'/>#" > "$xml"
  lab_virsh "$1" define "$xml" > /dev/null
}

# counting_watch HOST HOST: puts together what the guest writes on both, in $LAB/console; lines of $LAB/two-guests.log tell when it
# changed sides.
counting_watch() {
  : > "$LAB/console"
  lab_spawn "$LAB/two-guests.log" "$KSS_ROOT/dev/lib/two-guests.pl" "$LAB/console" "$(counting_console "$1")" "$(counting_console "$2")"
}

# counting_begin: from now on only what follows counts.
counting_begin() { stat -c %s "$LAB/console" > "$LAB/console.begin"; }

# counting_of WORD: the numbers after this word in the present life, as they stand there.
counting_of() {
  tail -c "+$(($(cat "$LAB/console.begin" 2>/dev/null || echo 0) + 1))" "$LAB/console" | tr -d '\r' | sed -n "s/^$1 \([0-9]*\)\$/\1/p"
}

counting_last() { counting_of "$1" | tail -n 1; }

# counting_goes_on HOST: it counts, and it is there that it does.
counting_goes_on() {
  local size before
  size=$(stat -c %s "$(counting_console "$1")" 2>/dev/null || echo 0)
  before=$(counting_last COUNT)
  wait_for 60 eval "[ \"\$(counting_last COUNT)\" -gt $((${before:-0} + 10)) ]" || return 1
  [ "$(stat -c %s "$(counting_console "$1")")" -gt "$size" ]
}

# counting_whole: every number of the present life stands there once and in order; says what is wrong otherwise.
counting_whole() {
  counting_of COUNT | awk '
    NR > 1 && $1 != last + 1 { print "after " last " came " $1; bad = 1 }
    { last = $1 }
    END { if (NR == 0) { print "nothing was counted"; bad = 1 } exit bad }'
}

# counting_on_disks HOST VM: what the guest reads from its disks, not from its memory, is all that it wrote to them. The system
# disk has every tenth number; a boot after a power cut may have repeated or skipped one that was not acknowledged.
counting_on_disks() {
  agent_run "$1" "$2" 'sync; echo 3 > /proc/sys/vm/drop_caches
    boots=$(wc -l < /mnt/home/boots)
    awk "\$1 != NR { print \"line \" NR \" of the count at home is \" \$1; bad = 1; exit } END { exit bad }" /mnt/home/counter || exit 1
    awk -v boots="$boots" "\$1 != last + 10 && ++odd >= boots { print \"after \" last \" the system disk has \" \$1; bad = 1; exit }
      { last = \$1 } END { exit bad }" /mnt/system/counter || exit 1
    guest-files | grep BAD && exit 1
    dmesg | grep -i "EXT4-fs error\|I/O error" && exit 1
    exit 0'
}
