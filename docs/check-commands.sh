#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
#   docs/check-commands.sh [FILE...]
#
# Runs the commands of documents (README.md, if none is named) as their readers would: every block
# of a file that begins with ```sh, in order, in one shell that ends at the first failure. The
# shell starts in what looks like a clone of this project, built, in an empty directory. A receiver
# that a block starts in the background is waited for, and stopped at the end.
#
# The documents say :8080. Where that port is taken, the commands get a network of their own.

set -eu
cd "$(dirname "$0")/.."
root=$PWD
PATH=$PATH:/usr/sbin:/sbin
# No proxy stands between this machine and itself.
no_proxy=localhost,127.0.0.1${no_proxy:+,$no_proxy}
NO_PROXY=localhost,127.0.0.1${NO_PROXY:+,$NO_PROXY}
export no_proxy NO_PROXY
[ $# -gt 0 ] || set -- README.md

give_up() {
    echo "check-commands: $1" >&2
    exit 69
}

# Does anybody listen on port 8080 (1F90)? State 0A is LISTEN.
is_port_taken() {
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        awk '$2 ~ /:1F90$/ && $4 == "0A" { taken = 1 } END { exit !taken }'
}

if is_port_taken; then
    [ -z "${CHECK_COMMANDS_ISOLATED-}" ] || give_up 'port 8080 is taken in a network of our own'
    export CHECK_COMMANDS_ISOLATED=yes
    map_root=
    [ "$(id -u)" -eq 0 ] || map_root=-r
    command -v ip >/dev/null || give_up 'port 8080 is taken, and there is no ip command'
    # shellcheck disable=SC2086 # nothing, if empty
    unshare -n $map_root true 2>/dev/null ||
        give_up 'port 8080 is taken, and unshare -n is not allowed; free the port'
    # shellcheck disable=SC2016,SC2086 # expanded by the inner shell
    exec unshare -n $map_root sh -c 'ip link set lo up && exec "$0" "$@"' \
        "$root/docs/check-commands.sh" "$@"
fi

command -v ostree >/dev/null || give_up 'there is no ostree command; .ci/install-tools installs it'
make -s >&2

scratch=$(mktemp -d "${TMPDIR:-/tmp}/check-commands.XXXXXX")
session=
finish() {
    status=$?
    trap - EXIT INT TERM
    if [ -n "$session" ]; then
        kill "$session" 2>/dev/null || true
        wait "$session" 2>/dev/null || true
    fi
    rm -rf "$scratch"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Puts the commands of the file $1 into a script, with what watches over them around.
write_session() {
    cat <<'SESSION'
started=
count=0
stop() {
    status=$?
    trap - EXIT INT TERM
    set +x
    for process in $started; do
        kill "$process" 2>/dev/null || true
    done
    wait
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Waits for what the block before has started.
block_ends() {
    case " $started " in
    *" $1 "*) return 0 ;;
    esac
    started="$started $1"
    [ -n "$1" ] || return 0
    count=$((count + 1))
    tries=0
    while [ "$(grep -c 'receiving on http' "$LOG")" -lt "$count" ]; do
        tries=$((tries + 1))
        if ! kill -0 "$1" 2>/dev/null || [ "$tries" -gt 600 ]; then
            echo 'The receiver did not start.'
            exit 1
        fi
        sleep 0.1
    done
}
SESSION
    awk '
        $0 == "```sh" { inside = 1; print "set -eux"; next }
        $0 == "```" && inside { inside = 0; print "{ set +ux; block_ends \"$!\"; } 2>/dev/null"; next }
        inside { print }
    ' "$1"
}

for file; do
    blocks=$(grep -c '^```sh$' "$file") || give_up "$file has no block that begins with \`\`\`sh"
    place=$(mktemp -d "$scratch/XXXXXX")
    mkdir "$place/clone"
    for entry in "$root"/* "$root"/.[!.]*; do
        [ "${entry##*/}" = .git ] || ln -s "$entry" "$place/clone/"
    done
    write_session "$file" >"$place/session"
    (
        unset OSTREE_REPO OSTREE_UPLOAD_TOKEN MAKEFLAGS MAKELEVEL
        cd "$place/clone"
        LOG=$place/log exec sh "$place/session" >"$place/log" 2>&1 </dev/null
    ) &
    session=$!
    status=0
    wait "$session" || status=$?
    session=
    if [ "$status" -ne 0 ]; then
        cat "$place/log" >&2
        echo "check-commands: the commands of $file ended with status $status" >&2
        exit 1
    fi
    echo "$file: $blocks blocks of commands work"
done
