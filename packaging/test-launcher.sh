#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Tests the launcher with Javas that only say how they were called.

set -eu
cd "$(dirname "$0")/.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# A place with a space in its name, and a PATH with no Java on it.
root="$tmp/source tree"
mkdir -p "$root/cli/target/dist/lib" "$root/packaging" "$tmp/bin" "$tmp/jvm"
cp ostree-upload "$root/ostree-upload"
sed "s|/usr/lib/jvm|$tmp/jvm|" packaging/find-java.sh >"$root/packaging/find-java.sh"
touch "$root/pom.xml" "$root/cli/target/dist/lib/cli.jar"
cd "$tmp"
for command in sh cat readlink sed; do
    ln -s "$(command -v $command)" "$tmp/bin/$command"
done

# java HOME VERSION: makes one that tells its home, its locale, its process and its arguments.
java() {
    mkdir -p "$1/bin"
    cat >"$1/bin/java" <<EOF
#!/bin/sh
if [ "\$*" = -version ]; then
    echo 'openjdk version "$2" 2026-01-01' >&2
    exit
fi
echo "home $1" "locale \${LC_ALL-}" "process \$\$"
printf '[%s]' "\$@"
echo
EOF
    chmod +x "$1/bin/java"
    printf 'IMPLEMENTOR="X"\nJAVA_VERSION="%s"\nMODULES="a"\n' "$2" >"$1/release"
}

# launch [NAME=VALUE]... COMMAND...: sets said and status.
launch() {
    status=0
    said=$(env -i PATH="$tmp/bin" "$@" 2>&1) || status=$?
}

failures=0
# expect WHAT PATTERN: the last launch must have said something like that.
expect() {
    # shellcheck disable=SC2254 # it is meant as a pattern
    case "$status $said" in
    $2) ;;
    *)
        printf 'launcher: %s: expected %s, but it was\n%s\n' "$1" "$2" "$status $said" >&2
        failures=$((failures + 1))
        ;;
    esac
}

launch "$root/ostree-upload"
expect 'no Java at all' '69 *needs Java 25*JAVA_HOME is not set*PATH has no java*/jvm has no java*'

java "$tmp/jvm/old" 17.0.15
launch JAVA_HOME="$tmp/nowhere" "$root/ostree-upload"
expect 'only old ones' '69 *there is no */nowhere/bin/java*/jvm/old/bin/java is 17.0.15*'

java "$tmp/jvm/a" 25.0.10
java "$tmp/jvm/b" 25.0.3
java "$tmp/jvm/c" 1.8.0_452
launch "$root/ostree-upload"
expect 'the highest version' '0 home */jvm/a *'

java "$tmp/early access" 26-ea
ln -s "$tmp/early access/bin/java" "$tmp/bin/java"
launch "$root/ostree-upload"
expect 'a link on PATH before /usr/lib/jvm' '0 home */early access *'
launch JAVA_HOME="$tmp/jvm/b" "$root/ostree-upload"
expect 'JAVA_HOME before PATH' '0 home */jvm/b *'
launch JAVA_HOME="$tmp/jvm/old" "$root/ostree-upload"
expect 'an old JAVA_HOME passed over' '0 home */early access *'
launch OSTREE_UPLOAD_JAVA="$tmp/jvm/b/bin/java" JAVA_HOME="$tmp/jvm/a" "$root/ostree-upload"
expect 'OSTREE_UPLOAD_JAVA before all' '0 home */jvm/b *'
launch OSTREE_UPLOAD_JAVA="$tmp/jvm/old" "$root/ostree-upload"
expect 'OSTREE_UPLOAD_JAVA not passed over' '69 *OSTREE_UPLOAD_JAVA: *17.0.15*'
rm "$tmp/bin/java" "$tmp/jvm/a/release"
launch "$root/ostree-upload"
expect 'a version asked for' '0 home */jvm/a *'

mkdir "$tmp/links"
ln -s "$root/ostree-upload" "$tmp/one"
ln -s ../one "$tmp/links/two"
launch "$tmp/links/two" push 'a b' '*' '' 'grüße'
expect 'arguments through links' '0 *\[org.ostreeupload.cli.Main]\[push]\[a b]\[\*]\[]\[grüße]'
# shellcheck disable=SC2016 # for the inner shell
launch sh -c 'cd "$0" && exec sh ostree-upload push' "$root"
expect 'a name without a directory' '0 *\[push]'
# shellcheck disable=SC2016 # for the inner shell
launch sh -c 'echo "$$"; exec "$0"' "$root/ostree-upload"
expect 'the process is that of Java' "0 ${said%%[!0-9]*}?home *process ${said%%[!0-9]*}?*"

launch LANG=de_DE.ISO-8859-1 "$root/ostree-upload"
expect 'another character set' '0 *locale C.UTF-8 *'
launch LC_ALL=POSIX LANG=C.UTF-8 "$root/ostree-upload"
expect 'LC_ALL before LANG' '0 *locale C.UTF-8 *'

launch "$root/ostree-upload" push
case $said in
*AOTCache*) expect 'nothing was learnt' 'no cache' ;;
esac
touch "$root/cli/target/dist/lib/push.aot" "$root/cli/target/dist/lib/receive.aot"
launch "$root/ostree-upload" fsck
expect 'what a push learnt is for all' '0 *\[-XX:AOTCache=*/lib/push.aot]*'
launch "$root/ostree-upload" receive
expect 'a receiver learnt other things' '0 *\[-XX:AOTCache=*/lib/receive.aot]*'

launch "$root/ostree-upload" receive -v
expect 'the heap of a receiver' '0 *\[-Xmx512m]*'
touch ./-Dx=file
launch OSTREE_UPLOAD_JAVA_OPTS='-Xmx1g -Dx=*' "$root/ostree-upload" push
expect 'the user said how large' '0 *\[-Xmx1g]\[-Dx=\*]*'
case $said in
*-Xmx256m*) expect 'the user said how large' 'no default' ;;
esac

launch OSTREE_UPLOAD_JAVA_OPTS='-XX:+UseGCOverheadLimit -XX:+UseNUMA -Xlog:GC' "$root/ostree-upload" push
expect 'no collector named' '0 *\[-XX:+UseSerialGC]*\[-XX:+UseGCOverheadLimit]*'
for variable in OSTREE_UPLOAD_JAVA_OPTS JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS; do
    launch "$variable=-Dx=y -XX:+UseZGC -Xlog:gc" "$root/ostree-upload" push
    expect "a collector in $variable" '0 *\[push]*'
    case $said in
    *UseSerialGC*) expect "a collector in $variable" 'no other one' ;;
    esac
done

mkdir -p "$tmp/usr/bin" "$tmp/usr/lib/ostree-upload"
cp "$root/ostree-upload" "$tmp/usr/bin"
launch "$tmp/usr/bin/ostree-upload"
expect 'a broken installation' '69 *Install it again*'
cp "$root/cli/target/dist/lib/cli.jar" "$root/packaging/find-java.sh" "$tmp/usr/lib/ostree-upload"
launch "$tmp/usr/bin/ostree-upload"
expect 'installed' '0 *usr/bin/../lib/ostree-upload/\*]*'
rm "$root/cli/target/dist/lib/cli.jar"
launch "$root/ostree-upload"
expect 'not built' "69 *run 'make'*"

[ "$failures" -eq 0 ]
