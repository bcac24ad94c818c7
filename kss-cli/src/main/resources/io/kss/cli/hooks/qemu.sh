#!/bin/sh
# From "kss hooks install"; "kss hooks remove" takes it away. libvirt runs it with NAME OPERATION SUBOPERATION EXTRA and waits:
# it never asks libvirt anything, and a VM that kss does not manage costs a few milliseconds.
set -u
state=@STATE@
kss=@KSS@
config=@CONFIG@
@JAVA@
# A daemon of another user has VMs of its own, which may have the same names.
[ -O "$state" ] || exit 0

# The VM's folder in the state folder: what is no letter, digit, dash or underscore is %XX there.
case $1 in
    *[!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-]*)
        folder=$(printf %s "$1" | od -An -v -tu1 | LC_ALL=C awk '{
            for (i = 1; i <= NF; i++) {
                c = $i + 0
                plain = c == 45 || c == 95 || (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122)
                printf plain ? "%c" : "%%%02X", c
            }
        }') ;;
    *) folder=$1 ;;
esac
vm=$state/vms/$folder
[ -e "$vm/vm" ] || exit 0

case $2-$3 in
    prepare-begin | migrate-begin)
        if ! [ -r "$kss" ]; then
            echo "kss: $1 is managed by kss, but there is no $kss any more. Install kss again, or remove $0." >&2
            exit 1
        fi
        # By way of a shell, because profiles that confine libvirt let it run programs of the system's folders only. What is
        # printed on standard output would become the VM's definition.
        exec /bin/sh "$kss" --config "$config" --quiet hooks call "$1" "$2" >/dev/null
        ;;
    started-begin)
        : > "$vm/started"
        ;;
    release-end)
        [ -e "$vm/run" ] || exit 0
        if [ -d /run/systemd/system ] && systemd-run --quiet --collect --no-block \
            --description="Send what the VM $1 left when it stopped" \
            --property=SyslogIdentifier=kss --property=Nice=10 --property=IOSchedulingClass=idle \
            --property=RestartForceExitStatus='5 6 10' --property=RestartSec=5min \
            ${JAVA_HOME:+"--setenv=JAVA_HOME=$JAVA_HOME"} \
            /bin/sh "$kss" --config "$config" --quiet hooks after-stop "$1" </dev/null >/dev/null 2>&1; then
            exit 0
        fi
        export kss config
        # shellcheck disable=SC2016 # expanded by the inner shell
        setsid nice /bin/sh -c '/bin/sh "$kss" --config "$config" --quiet hooks after-stop "$1" 2>&1 | logger -t kss' \
            kss "$1" </dev/null >/dev/null 2>&1 &
        ;;
esac
# Whatever happens elsewhere is no reason to fail: libvirt would kill a VM that it reconnects to.
exit 0
