#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Makes the golden repositories below OUTDIR with the real `ostree` command (2022.7 or newer).
#
#   make-golden.sh OUTDIR
#
# One rich repository for each mode, each holding the same refs as far as the mode can:
#   archive, bare, bare-user, bare-user-only, bare-split-xattrs
# Special ones, all in archive mode:
#   empty, collection, tombstone, partial, sizes, shallow
# Beside them:
#   refs.tsv          repository<TAB>path of the ref below refs/<TAB>commit
#   gpg/pubring.gpg   the public key of the throw-away key that signed the ref "signed"
#
# Commits are the same in every run; the GPG key, and so the signatures, are new each time.
# Needs root (owners, security.capability) and a file system with user extended attributes.

set -euo pipefail
export LC_ALL=C.UTF-8
umask 022
unset OSTREE_REPO OSTREE_EXP_WRITE_BARE_SPLIT_XATTRS

die() {
    echo "make-golden.sh: $*" >&2
    exit 1
}

[ $# -eq 1 ] || die "usage: make-golden.sh OUTDIR"
[ "$(id -u)" -eq 0 ] || die "must run as root: it makes files of other owners"
for tool in ostree:ostree setfattr:attr getfattr:attr gpg:gnupg gpgconf:gnupg awk:mawk tar:tar; do
    command -v "${tool%%:*}" >/dev/null ||
        die "${tool%%:*} is missing; install it with: apt-get install ${tool##*:}"
done

mkdir -p "$1"
OUT=$(cd "$1" && pwd)
[ -z "$(ls -A "$OUT")" ] || die "$OUT is not empty"
WORK=$OUT/.work
SRC=$WORK/trees
mkdir -p "$SRC"
# Short, because gpg-agent puts a socket there.
export GNUPGHOME
GNUPGHOME=$(mktemp -d)
trap 'gpgconf --kill all || true; rm -rf "$GNUPGHOME" "$WORK"' EXIT

EPOCH=1700000000
FULL_MODES=(archive bare bare-user bare-split-xattrs)
MODES=("${FULL_MODES[@]}" bare-user-only)

repeat() { # STRING COUNT
    local out='' part=$1 count=$2
    for (( ; count > 0; count >>= 1)); do
        ((count % 2 == 0)) || out+=$part
        part+=$part
    done
    printf '%s' "$out"
}

# --- sources ---------------------------------------------------------------------------------

noise() { # COUNT: incompressible bytes, the same in every run (Park-Miller)
    awk -v n="$1" 'BEGIN {
        x = 42
        for (i = 0; i < n; i += 3) { x = (x * 16807) % 2147483647; printf "%06X", x % 16777216 }
    }' | basenc --base16 -d | head -c "$1"
}

source_files() {
    : >empty
    echo 'Hello, OSTree!' >hello
    printf 'no newline at the end' >unterminated
    printf '#!/bin/sh\nexit 0\n' >executable
    chmod 0755 executable
    head -c 2097152 < <(yes golden || true) >compressible
    noise 1500000 >incompressible
    mkdir -p empty-directory sub/directory
    echo below >sub/directory/below
    cp hello sub/same-content
}

source_symlinks() {
    echo target >target
    ln -s target relative
    ln -s ../symlinks/target parent
    ln -s /nowhere/at/all dangling
    ln -s loop loop
    ln -s . dot
    ln -s "$(repeat 'long-target/' 60)end" long
    ln -s 'zïel/日本/😀' unicode
    ln -s $'new\nline' newline
}

source_xattrs() {
    mkdir directory
    echo one >one
    setfattr -n user.golden -v value one
    echo many >many
    # Set out of order: a repository holds them sorted by name.
    setfattr -n user.zulu -v 26 many
    setfattr -n user.alpha -v 1 many
    setfattr -n user.binary -v 0x00ff0a80 many
    setfattr -n user.ünï -v ünï many
    setfattr -n user.large -v "$(repeat x 600)" many
    echo capable >capable
    chmod 0755 capable
    # cap_net_raw+ep, revision 2
    setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 capable
    setfattr -n user.directory -v yes directory
    setfattr -n user.another -v also directory
    ln -s one link
}

source_modes() {
    local mode
    for mode in 0000 0200 0400 0600 0640 0644 0666 0700 0755 0777 1644 2755 4755 6755 7777; do
        echo "$mode" >"file-$mode"
        chmod "$mode" "file-$mode"
    done
    for mode in 0000 0500 0700 0755 0777 1777 2775 4755 7777; do
        mkdir "directory-$mode"
        echo inside >"directory-$mode/inside"
        chmod "$mode" "directory-$mode"
    done
}

source_owners() {
    mkdir directory
    echo user >user
    echo group >group
    echo nobody >nobody
    echo large >large
    echo setuid >setuid
    ln -s user link
    chown 1000:1000 user directory
    chown 0:50 group
    chown 65534:65534 nobody
    chown 3000000000:4000000000 large
    chown 1000:50 setuid
    chmod 4750 setuid
    chown -h 1000:1000 link
}

# shellcheck disable=SC2016 # The dollar sign is meant.
source_names() {
    local name
    for name in 'with space' ' leading' 'trailing ' $'new\nline' $'tab\t' $'control\001\177' \
        $'carriage\rreturn' 'back\slash' '-leading-dash' '--' '.hidden' '...' '~' '*' '?' '"' "'" \
        '$HOME' '%2e%2e' '#' ':' 'a:b' '&' 'ünï' 'e'$'\u0301' '日本' '😀' 'CON' 'commit' \
        "$(repeat a 255)" "$(repeat 日 85)"; do
        echo "$name" >"./$name"
    done
    mkdir './ dir' './-dir' './😀 dir' "./$(repeat d 255)" './...dir'
    echo below >'./😀 dir/below'
}

# UTF-16 order would put U+1F600 and U+10FFFF, both surrogate pairs there, before U+E000.
source_byte_order() {
    local name
    for name in A Z _ a z '~' $'\u00e9' $'\u07ff' $'\u0800' $'\ud7ff' $'\ue000' $'\ufffd' \
        $'\U0001f600' $'\U0010ffff' a.b a-b ab a0; do
        echo "$name" >"./$name"
        mkdir "./d$name"
    done
}

# Names long enough for the dirtree to need offsets of four bytes.
source_thousand() {
    local i
    for ((i = 0; i < 1000; i++)); do
        echo "$i" >"a-file-with-a-rather-long-name-$i.txt"
    done
}

source_deep() {
    mkdir -p "$(repeat 'd/' 64)"
    echo bottom >"$(repeat 'd/' 64)bottom"
}

source_history() { # five steps in the directories 1 to 5
    mkdir 1
    echo one >1/changes
    echo stays >1/stays
    echo goes >1/goes
    mkdir 1/directory
    echo deep >1/directory/deep
    cp -a 1 2 && echo two >2/changes
    cp -a 2 3 && mkdir 3/new && echo new >3/new/file
    cp -a 3 4 && rm 4/goes
    cp -a 4 5 && chmod 0755 5/changes && ln -s changes 5/link
}

source_shared() {
    mkdir -p left/common right/common
    echo shared >left/common/file
    echo shared >right/common/file
    echo both >left/both
    echo both >right/both
    echo left >left/own
    echo right >right/own
}

make_sources() {
    local name
    mkdir "$SRC/empty-tree"
    for name in files symlinks xattrs modes owners names byte-order thousand deep history shared; do
        mkdir "$SRC/$name"
        (cd "$SRC/$name" && "source_${name//-/_}")
    done
    mkdir "$WORK/empty-xattr"
    echo empty >"$WORK/empty-xattr/empty"
    setfattr -n user.empty "$WORK/empty-xattr/empty"
    tar --xattrs --numeric-owner -C "$WORK/empty-xattr" -cf "$WORK/empty-xattr.tar" .
}

# --- commits ---------------------------------------------------------------------------------

commit() { # REPO REF SECONDS-AFTER-EPOCH TREE [ARG...]
    local repo=$1 ref=$2 seconds=$3 tree=$4 split=
    shift 4
    [[ $tree == tar=* ]] || tree=dir=$SRC/$tree
    # Without this variable ostree refuses to write the mode at all.
    [ "$repo" != bare-split-xattrs ] || split=1
    env ${split:+OSTREE_EXP_WRITE_BARE_SPLIT_XATTRS=1} \
        ostree --repo="$OUT/$repo" commit --fsync=false --branch="$ref" \
        --timestamp="@$((EPOCH + seconds))" --tree="$tree" "$@" >/dev/null
}

init() { # REPO [MODE [ARG...]]
    local repo=$1 mode=${2:-archive}
    shift $(($# < 2 ? $# : 2))
    ostree --repo="$OUT/$repo" init --mode="$mode" "$@"
}

rev() { # REPO REF
    ostree --repo="$OUT/$1" rev-parse "$2"
}

ref() { # REPO NEW-REF COMMIT
    ostree --repo="$OUT/$1" refs --create="$2" "$3"
}

commit_trees() { # REPO
    local name names=(empty-tree files symlinks modes names byte-order thousand deep)
    # bare-user-only has neither owners nor extended attributes.
    [ "$1" = bare-user-only ] || names+=(xattrs owners)
    for name in "${names[@]}"; do
        commit "$1" "$name" 0 "$name" -s "Tree $name"
    done
    # libostree passes over empty attributes when it reads them from files: only a tar brings them
    # in, and bare could not read them again.
    case $1 in
        archive | bare-user | bare-split-xattrs)
            commit "$1" empty-xattr 0 "tar=$WORK/empty-xattr.tar" -s 'Empty attribute'
            ;;
    esac
    # The whole of them in one commit: nearly all objects are shared with the refs above.
    commit "$1" everything 10 . -s 'All trees'
    commit "$1" shared/left 0 shared/left -s Left
    commit "$1" shared/right 0 shared/right -s Right
}

commit_history() { # REPO
    local step
    for step in 1 2 3 4 5; do
        commit "$1" history/head $((step * 3600)) "history/$step" -s "Step $step" \
            --bind-ref=history/old --bind-ref=stable
        [ "$step" != 2 ] || ref "$1" history/old "$(rev "$1" history/head)"
    done
    ostree --repo="$OUT/$1" refs --alias --create=stable history/head
}

commit_metadata() { # REPO
    commit "$1" metadata 0 shared/left \
        -s 'Subject: ünï 😀' -m $'Body line 1\n\nBody line 3 日本\n' \
        --add-metadata-string=version=42.20260101.0 \
        --add-metadata-string=golden.empty= \
        --add-metadata-string=golden.unicode='ünï 日本 😀' \
        --add-metadata=golden.boolean=true \
        --add-metadata=golden.byte='byte 0x7f' \
        --add-metadata=golden.int16='int16 -2' \
        --add-metadata=golden.uint16='uint16 65535' \
        --add-metadata=golden.int32=-7 \
        --add-metadata=golden.uint32='uint32 7' \
        --add-metadata=golden.int64='int64 -9000000000' \
        --add-metadata=golden.uint64='uint64 18446744073709551615' \
        --add-metadata=golden.handle='handle 3' \
        --add-metadata=golden.double=1.5 \
        --add-metadata=golden.objectpath="objectpath '/org/example/Golden'" \
        --add-metadata=golden.signature="signature 'a{sv}(ii)'" \
        --add-metadata=golden.bytes="b'a\\377'" \
        --add-metadata=golden.strings="['z', 'a', '']" \
        --add-metadata=golden.no-strings='@as []' \
        --add-metadata=golden.unit='()' \
        --add-metadata=golden.tuple="(byte 1, 'two', uint64 3, ['four'], 'five')" \
        --add-metadata=golden.fixed-tuples='[(byte 1, uint32 2), (byte 3, uint32 4)]' \
        --add-metadata=golden.nothing='@ms nothing' \
        --add-metadata=golden.just="@ms ''" \
        --add-metadata=golden.just-fixed='@mi 5' \
        --add-metadata=golden.maybe-maybe="@mms just nothing" \
        --add-metadata=golden.variant="<<<'inner'>>>" \
        --add-metadata=golden.dictionary="{'b': <uint32 1>, 'a': <{'x': <'y'>}>}" \
        --add-metadata=golden.integer-keys="{uint32 1: 'one', 2: 'two'}"
    # Offsets of two and of four bytes in the commit.
    commit "$1" metadata-wide 0 shared/left -s "$(repeat s 300)" \
        --add-metadata=golden.strings="['$(repeat a 200)', '$(repeat b 100)']"
    commit "$1" metadata-wider 0 shared/left -m "$(repeat 'body ' 14000)" \
        --add-metadata-string=golden.long="$(repeat m 70000)"
    commit "$1" unbound 0 shared/left -s 'No ref binding' --no-bindings
    commit "$1" detached 0 shared/left -s 'Detached metadata' \
        --add-detached-metadata-string=golden.detached=value \
        --add-detached-metadata-string=golden.second='ünï'
    commit "$1" signed 0 shared/left -s Signed --gpg-sign="$KEY" --gpg-homedir="$GNUPGHOME"
}

commit_names() { # REPO
    commit "$1" a/b/c 0 shared/left -s 'Nested ref'
    commit "$1" a/b/d 0 shared/right -s 'Nested ref'
    commit "$1" 'ünï/日本' 0 shared/right -s 'Unicode ref'
    commit "$1" x86_64/v1.0-rc..1 0 shared/right -s 'Punctuation in a ref'
}

# What a pull from the remote "upstream", and a mirror pull from another collection, leave behind.
foreign_refs() { # REPO
    local id
    commit "$1" main 0 shared/right -s 'From upstream'
    id=$(rev "$1" main)
    ref "$1" upstream:main "$id"
    ostree --repo="$OUT/$1" refs --delete main
    commit "$1" mirrored 0 shared/left -s 'From another collection' \
        --add-metadata-string=ostree.collection-binding=org.example.Other
    mkdir -p "$OUT/$1/refs/mirrors/org.example.Other"
    mv "$OUT/$1/refs/heads/mirrored" "$OUT/$1/refs/mirrors/org.example.Other/"
}

# ostree 2022.7 writes only the data of this mode (a symlink becomes an empty file), with neither
# owner, mode nor attributes, and then cannot read it again. Here the rest is made by hand. X.file
# with another owner, mode or kind than a plain file comes from bare, where it looks the same but
# for its attributes. These go into an object, Y.file-xattrs, named by its SHA-256, to which
# X.file-xattrs-link is a hard link. bare-user has the same files and keeps in user.ostreemeta what
# is wanted here: uid, gid and mode, four bytes each, then the bytes of the attributes.
complete_split_xattrs() {
    local from=$OUT/bare-user/objects objects=$OUT/bare-split-xattrs/objects line hex name='' sum
    local -A stored=()
    while read -r line; do
        case $line in
            '# file: '*)
                name=${line#*objects/}
                name=${name%.file}
                ;;
            'user.ostreemeta='*)
                hex=${line#*=0x}
                [ "${hex:0:24}" = 0000000000000000000081a4 ] ||
                    cp --no-dereference --remove-destination --preserve=mode,ownership,timestamps \
                        "$OUT/bare/objects/$name.file" "$objects/$name.file"
                hex=${hex:24}
                if [ -z "${stored[x$hex]:-}" ]; then
                    basenc --base16 -d <<<"${hex^^}" >"$WORK/xattrs"
                    sum=$(sha256sum <"$WORK/xattrs")
                    sum=${sum:0:2}/${sum:2:62}
                    mkdir -p "$objects/${sum%%/*}"
                    mv "$WORK/xattrs" "$objects/$sum.file-xattrs"
                    stored[x$hex]=$objects/$sum.file-xattrs
                fi
                ln "${stored[x$hex]}" "$objects/$name.file-xattrs-link"
                ;;
        esac
    done < <(getfattr --absolute-names -R -e hex -n user.ostreemeta "$from" 2>/dev/null)
}

# --- repositories ----------------------------------------------------------------------------

make_key() {
    chmod 0700 "$GNUPGHOME"
    gpg --batch --quiet --pinentry-mode loopback --passphrase '' \
        --quick-generate-key 'Golden <golden@example.org>' ed25519 sign never 2>/dev/null
    KEY=$(gpg --batch --with-colons --list-keys 2>/dev/null |
        awk -F: '$1 == "fpr" && !found++ { print $10 }')
    mkdir "$OUT/gpg"
    gpg --batch --export "$KEY" >"$OUT/gpg/pubring.gpg"
}

make_modes() {
    local mode
    for mode in "${MODES[@]}"; do
        init "$mode" "$mode"
        commit_trees "$mode"
        commit_history "$mode"
        commit_metadata "$mode"
        commit_names "$mode"
        foreign_refs "$mode"
    done
    complete_split_xattrs
}

make_collection() {
    init collection archive --collection-id=org.example.Golden
    commit collection main 0 shared/left -s One
    commit collection main 1 shared/right -s Two
    commit collection other 0 files -s Other
}

make_tombstone() {
    local deleted
    init tombstone
    ostree --repo="$OUT/tombstone" config set core.tombstone-commits true
    commit tombstone main 0 history/1 -s Deleted
    deleted=$(rev tombstone main)
    commit tombstone main 1 history/2 -s Kept
    ostree --repo="$OUT/tombstone" prune --delete-commit="$deleted" >/dev/null
}

make_partial() {
    init partial
    pull_local partial archive shared/left shared/right
    pull_local partial archive --commit-metadata-only files
    ostree --repo="$OUT/partial" remote add --no-gpg-verify upstream "file://$OUT/archive"
    ostree --repo="$OUT/partial" pull --disable-fsync --mirror --subpath=/symlinks \
        upstream everything >/dev/null
    ostree --repo="$OUT/partial" remote delete upstream
}

make_sizes() {
    init sizes
    commit sizes main 0 files -s Sizes --generate-sizes
    commit sizes main 1 symlinks -s Sizes --generate-sizes
    commit sizes many 0 thousand -s Sizes --generate-sizes
}

make_shallow() {
    init shallow
    pull_local shallow archive --depth=0 history/head
    pull_local shallow archive --depth=1 metadata
}

pull_local() { # REPO FROM [ARG...]
    local repo=$1 from=$2
    shift 2
    ostree --repo="$OUT/$repo" pull-local --disable-fsync "$OUT/$from" "$@" >/dev/null
}

write_refs() {
    local path rest
    (
        cd "$OUT"
        find -L ./*/refs -type f | sort | while read -r path; do
            path=${path#./}
            rest=${path#*/refs/}
            printf '%s\t%s\t%s\n' "${path%%/*}" "$rest" "$(<"$path")"
        done
    ) >"$OUT/refs.tsv"
}

make_sources
make_key
make_modes
init empty
make_collection
make_tombstone
make_partial
make_sizes
make_shallow
write_refs
