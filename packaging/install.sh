#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
#   packaging/install.sh DESTDIR PREFIX
#
# Installs what `make` built, and leaves a list of all it made for uninstall.sh: a line for each
# file or directory, without DESTDIR, in the order of making.

set -eu
umask 022
destdir=${1%/}
prefix=${2%/}
cd "$(dirname "$0")/.."
[ -z "$destdir" ] || mkdir -p "$destdir"

case $prefix in
'' | /*) ;;
*)
    echo "install: PREFIX must be absolute, and is $prefix" >&2
    exit 64
    ;;
esac

lib=$prefix/lib/ostree-upload
doc=$prefix/share/doc/ostree-upload
installed=$lib/installed

# Makes the directory $1 and its missing parents.
directory() {
    if [ -z "$1" ] || [ -d "$destdir$1" ]; then
        return
    fi
    directory "${1%/*}"
    mkdir "$destdir$1"
    record "$1"
}

# file MODE SOURCE TARGET
file() {
    directory "${3%/*}"
    install -p -m "$1" "$2" "$destdir$3"
    record "$3"
}

# Until there is a directory for the list, it is kept in a variable.
made=
record() {
    made="$made$1
"
    if [ -d "$destdir$lib" ]; then
        printf '%s' "$made" >>"$destdir$installed"
        made=
    fi
}

# An older version's jars would be started together with the new ones.
packaging/uninstall.sh "$destdir" "$prefix"

directory "$lib"
record "$installed"
# What Java learnt of the jars is good only for those with the same times.
for built in cli/target/dist/lib/*; do
    file 644 "$built" "$lib/${built##*/}"
done
file 644 packaging/find-java.sh "$lib/find-java.sh"
for text in COPYING *.md docs/*.md; do
    [ ! -f "$text" ] || file 644 "$text" "$doc/$text"
done
# Manual pages and completions, if this build has any, lie as they shall be below share.
if [ -d cli/target/dist/share ]; then
    for shared in $(cd cli/target/dist/share && find . -type f | sort); do
        file 644 "cli/target/dist/share/$shared" "$prefix/share/${shared#./}"
    done
fi
# Last, so that an interrupted installation cannot be started.
file 755 ostree-upload "$prefix/bin/ostree-upload"
