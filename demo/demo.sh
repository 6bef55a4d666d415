#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Shows ostree-upload at work, from nothing to a published and verified tree, in a temporary
# directory. KEEP=1 leaves that directory behind. Run it with `make demo`, which builds first.
#
# shellcheck disable=SC2016 # commands are shown as typed, and expanded when run

set -eu
cd "$(dirname "$0")/.."
root=$PWD
PATH=$root:$PATH
export LC_ALL=C.UTF-8
# No proxy stands between this machine and itself.
no_proxy=localhost,127.0.0.1${no_proxy:+,$no_proxy}
NO_PROXY=localhost,127.0.0.1${NO_PROXY:+,$NO_PROXY}
export no_proxy NO_PROXY

place=$(mktemp -d "${TMPDIR:-/tmp}/ostree-upload-demo.XXXXXX")
receiver=
step=0

finish() {
    status=$?
    trap - EXIT INT TERM
    if [ -n "$receiver" ]; then
        kill "$receiver" 2>/dev/null || true
        wait "$receiver" 2>/dev/null || true
    fi
    if [ "$status" -ne 0 ]; then
        printf '\nThe demo stopped at step %s with exit status %s.\n' "$step" "$status" >&2
        if [ -s "$place/receiver.log" ]; then
            echo 'The last that the receiver said:' >&2
            tail -n 20 "$place/receiver.log" >&2
        fi
    fi
    if [ -n "${KEEP-}" ]; then
        printf '\nEverything is still in %s\n' "$place"
    else
        rm -rf "$place"
    fi
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# step TITLE: starts a step, with the explanation on standard input.
step() {
    step=$((step + 1))
    printf '\n%s. %s\n' "$step" "$1"
    sed 's/^/   /'
}

# show COMMAND: shows the shell command as one would type it, and runs it.
show() {
    printf '\n   $ %s\n' "$1"
    eval "$1"
}

# What the production repository holds, counted without our help.
objects() {
    find "$place/production/objects" -type f | wc -l | tr -d ' '
}

push='ostree-upload push -r build -a $URL -b demo/stable'

# The real ostree is the judge at the end; without it, only that step is missing.
if "$root/.ci/install-tools" ostree; then
    ostree=true
else
    ostree=false
fi

cd "$place"

step 'Two repositories' <<'EOF'
"build" is where commits are made, and stays private. "production" is what
the world pulls from.
EOF
show 'ostree-upload init --repo=build'
show 'ostree-upload init --repo=production'

step 'Something to publish' <<'EOF'
A small tree: a program, a link to it, some texts, and one file of 8 MiB that
will not change.
EOF
mkdir -p tree/usr/bin tree/usr/share/doc
printf '#!/bin/sh\necho "Hello, version 1"\n' >tree/usr/bin/hello
chmod 755 tree/usr/bin/hello
ln -s hello tree/usr/bin/greet
for page in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    echo "Page $page of the manual." >"tree/usr/share/doc/page-$page.txt"
done
echo 'Ein Text mit Umlauten im Namen.' >tree/usr/share/doc/grüße.txt
head -c 8388608 /dev/urandom >tree/usr/share/picture
show 'du -sh tree'
show 'ostree-upload commit --repo=build --tree=dir=tree -b demo/stable -s "First"'

step 'A token' <<'EOF'
The administrator of production makes one and gives it to the build machine.
The file keeps no more than a hash of it.
EOF
show 'OSTREE_UPLOAD_TOKEN=$(ostree-upload gentoken -c ostree-upload.yaml)'
show 'export OSTREE_UPLOAD_TOKEN'

step 'The receiver' <<'EOF'
A daemon beside the production repository. It takes pushes, and serves the
repository to everyone below /repo/. Port 0 lets it pick a free port; yours
would be a fixed one.
EOF
printf '\n   $ %s\n' \
    'ostree-upload receive -r production -a 127.0.0.1:0 -c ostree-upload.yaml 2>receiver.log &'
# In front of the &, a function would be one process more than the one to stop.
ostree-upload receive -r production -a 127.0.0.1:0 -c ostree-upload.yaml 2>receiver.log &
receiver=$!
URL=
tries=0
while [ -z "$URL" ]; do
    sleep 0.1
    URL=$(sed -n 's|.*receiving on \(http://[^ "]*\).*|\1|p' receiver.log | head -n 1)
    tries=$((tries + 1))
    if ! kill -0 "$receiver" 2>/dev/null || [ "$tries" -gt 600 ]; then
        echo 'The receiver did not start.' >&2
        exit 1
    fi
done
URL=${URL%/}
show "URL=$URL"
if command -v curl >/dev/null; then
    show 'curl -fsS $URL/ping'
    echo
fi

step 'The first push' <<'EOF'
Production has nothing yet, so everything travels. The branch moves last, when
all that it needs is stored, verified and safe on disk.
EOF
show "$push"
first=$(objects)
echo "   Production now holds $first files of objects."

step 'A small change' <<'EOF'
One file differs. Only that file, the directories above it and the commit
itself are new.
EOF
show "printf '#!/bin/sh\\necho \"Hello, version 2\"\\n' >tree/usr/bin/hello"
show 'ostree-upload commit --repo=build --tree=dir=tree -b demo/stable -s "Second"'
show "$push"
second=$(objects)
echo "   Production gained $((second - first)) files; the picture of 8 MiB stayed at home."

step 'Nothing to do' <<'EOF'
Pushing again is always safe. It says so and ends with success.
EOF
show "$push"

if $ostree; then
    step 'What the real ostree says' <<'EOF'
It checks the production repository, pulls the branch like any client, and
checks the files out.
EOF
    show 'ostree fsck --repo=production'
    show 'ostree init --repo=client --mode=archive'
    show 'ostree remote add --repo=client --no-gpg-verify demo $URL/repo/'
    show 'ostree pull --repo=client demo demo/stable'
    show 'ostree checkout --repo=client --user-mode demo:demo/stable checkout'
    show 'diff -r --no-dereference tree checkout && echo "No difference."'
    show 'sh checkout/usr/bin/greet'
else
    step 'What the real ostree says' <<'EOF'
Left out, because the ostree command is not here. With it, this would check
production and pull from it.
EOF
fi

cat <<EOF

That is all of it. With repositories of your own:

   on the server          ostree-upload gentoken -c ostree-upload.yaml
                          ostree-upload receive -r REPO -a :8080 -c ostree-upload.yaml
   on the build machine   export OSTREE_UPLOAD_TOKEN=...
                          ostree-upload push -r REPO -a http://SERVER:8080 -b BRANCH
   on every client        ostree remote add NAME http://SERVER:8080/repo/

\`make install\` installs the command, \`ostree-upload --help\` tells the rest, and
\`KEEP=1 make demo\` leaves this demo's files for you to look at.
EOF
