#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
#   packaging/train.sh
#
# Lets Java learn how the program built here starts and works, from one real push to one real
# receiver, and keeps that beside the jars: push.aot for all commands, receive.aot for the daemon.
# With them commands start sooner and are at full speed earlier. Java ignores them if it is another Java or if the
# jars are others, so nothing depends on them.

set -eu
cd "$(dirname "$0")/.."
program=$PWD/ostree-upload
lib=$PWD/cli/target/dist/lib
tmp=$(mktemp -d)
receiver=
trap '[ -z "$receiver" ] || kill "$receiver" 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

fail() {
    echo "train: $1" >&2
    cat "$tmp"/*.log >&2
    exit 1
}

rm -f "$lib/push.aot" "$lib/receive.aot"
cd "$tmp"

# Enough files that Java learns which loops are worth compiling, and one of some size.
for directory in 0 1 2 3 4 5 6 7 8 9; do
    mkdir -p "tree/$directory"
    file=0
    while [ $file -lt 200 ]; do
        echo "$directory $file" >"tree/$directory/$file"
        file=$((file + 1))
    done
done
cat "$lib"/*.jar >tree/large
prepare() {
    "$program" init --repo=build &&
        "$program" init --repo=production &&
        "$program" commit --repo=build --tree=dir=tree -b main -s main &&
        OSTREE_UPLOAD_TOKEN=$("$program" gentoken --config=tokens.yaml)
}
prepare >setup.log 2>&1 || fail 'there is nothing to learn from'
export OSTREE_UPLOAD_TOKEN

OSTREE_UPLOAD_JAVA_OPTS=-XX:AOTCacheOutput=receive.aot \
    "$program" receive --config=tokens.yaml --repo=production --address=127.0.0.1:0 \
    >receive.log 2>&1 &
receiver=$!
address=
for _ in $(seq 300); do
    address=$(sed -n 's/.*receiving on //p' receive.log)
    [ -z "$address" ] || break
    kill -0 "$receiver" 2>/dev/null || fail 'the receiver does not start'
    sleep 0.1
done
[ -n "$address" ] || fail 'the receiver does not answer'
OSTREE_UPLOAD_JAVA_OPTS=-XX:AOTCacheOutput=push.aot \
    "$program" push --json --repo=build --address="$address" -b main >push.log 2>&1 ||
    fail 'the push failed'
kill "$receiver"
wait "$receiver" || [ $? -eq 143 ] || fail 'the receiver failed'
receiver=
mv push.aot receive.aot "$lib" || fail 'Java kept nothing of what it learnt'
