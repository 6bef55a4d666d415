# shellcheck shell=sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Finds a Java that can run or build ostree-upload. To be sourced: the launcher uses it, so it
# starts no process unless a Java hides behind a symbolic link or keeps its version to itself.
#
#   find_java java     a Java to run with; `find_java javac` finds a JDK's compiler instead
#
# sets java_command and returns 0, or returns 1 with java_seen telling what was looked at.
# The order: OSTREE_UPLOAD_JAVA (a Java home or its bin/java; to run with, nothing else counts if
# it is set), JAVA_HOME, PATH, then the highest version under /usr/lib/jvm.

java_minimum=25

find_java() {
    java_program=$1
    java_seen=
    if [ "$1" = java ] && [ -n "${OSTREE_UPLOAD_JAVA-}" ]; then
        java_try OSTREE_UPLOAD_JAVA "${OSTREE_UPLOAD_JAVA%/bin/java}/bin/java"
        return
    fi
    if [ -n "${JAVA_HOME-}" ]; then
        java_try JAVA_HOME "$JAVA_HOME/bin/$java_program" && return
    else
        java_saw 'JAVA_HOME is not set'
    fi
    if java_on_path; then
        java_try PATH "$java_found" && return
    else
        java_saw "PATH has no $java_program"
    fi
    java_highest /usr/lib/jvm
}

# java_try WHERE COMMAND: is this Java good enough? Sets java_command and java_rank.
java_try() {
    java_command=$2
    if ! [ -x "$2" ]; then
        java_saw "$1: there is no $2"
        return 1
    fi
    java_read_version "$2"
    java_saw "$1: $2 is ${java_version:-of an unknown version}"
    [ "$java_rank" -ge $((java_minimum * 1000000)) ]
}

# Sets java_found to the first $java_program on PATH.
java_on_path() {
    java_ifs=$IFS
    IFS=:
    set -f
    # shellcheck disable=SC2086 # split at the colons
    set -- $PATH
    set +f
    IFS=$java_ifs
    for java_found; do
        java_found=${java_found:-.}/$java_program
        if [ -f "$java_found" ] && [ -x "$java_found" ]; then
            # /usr/bin/java is a link on most systems; its version is told beside the real one.
            [ ! -L "$java_found" ] || java_found=$(readlink -f "$java_found")
            return 0
        fi
    done
    return 1
}

# Sets java_command to the highest version in the directory $1, if that is high enough.
java_highest() {
    java_best=
    java_best_rank=0
    java_none=true
    for java_found in "$1"/*/bin/"$java_program"; do
        [ -x "$java_found" ] || continue
        java_none=false
        java_seen_before=$java_seen
        if java_try "$1" "$java_found" && [ "$java_rank" -gt "$java_best_rank" ]; then
            java_best=$java_found
            java_best_rank=$java_rank
        fi
        # A link mostly names a neighbour, which tells of itself.
        [ ! -L "${java_found%/bin/*}" ] || java_seen=$java_seen_before
    done
    if $java_none; then
        java_saw "$1 has no $java_program"
    fi
    # shellcheck disable=SC2034 # the caller reads it
    java_command=$java_best
    [ -n "$java_best" ]
}

# Sets java_version of the Java program $1, and java_rank, a number to compare it by.
java_read_version() {
    java_version=
    if [ -r "${1%/bin/*}/release" ]; then
        while IFS= read -r java_line; do
            case $java_line in
            JAVA_VERSION=*)
                java_version=${java_line#JAVA_VERSION=}
                java_version=${java_version#\"}
                java_version=${java_version%\"*}
                break
                ;;
            esac
        done <"${1%/bin/*}/release"
    fi
    if [ -z "$java_version" ]; then
        java_version=$("$1" -version 2>&1 |
            sed -n 's/.* version "\([0-9][^"]*\)".*/\1/p; s/^javac \([0-9].*\)/\1/p')
    fi
    java_ifs=$IFS
    IFS=.
    # shellcheck disable=SC2086 # split at the dots
    set -- ${java_version%%[!0-9.]*} 0 0 0
    IFS=$java_ifs
    java_rank=$((${1:-0} * 1000000 + ${2:-0} * 1000 + ${3:-0}))
}

java_saw() {
    java_seen="$java_seen  $1
"
}

# java_missing WHO: says on stderr, in the name of WHO, what is needed and what was looked at.
java_missing() {
    case $java_program in
    javac) java_wanted="a JDK $java_minimum" java_package=openjdk-$java_minimum-jdk-headless ;;
    *) java_wanted="Java $java_minimum" java_package=openjdk-$java_minimum-jre-headless ;;
    esac
    cat >&2 <<EOF
$1: needs $java_wanted or newer, and found none. Looked at:
${java_seen}Install one, for example with \`apt-get install $java_package\` or from
https://adoptium.net/, or set JAVA_HOME to the directory that holds its bin/$java_program.
EOF
}
