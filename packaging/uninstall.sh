#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
#   packaging/uninstall.sh DESTDIR PREFIX
#
# Removes what install.sh listed, latest first, and the directories that it made unless they hold
# something else by now. Does nothing where nothing is installed.

set -eu
destdir=${1%/}
prefix=${2%/}
cd "$(dirname "$0")/.."
installed=$destdir$prefix/lib/ostree-upload/installed

[ -f "$installed" ] || exit 0
latest_first=$(sed '1!G;h;$!d' "$installed")
printf '%s\n' "$latest_first" | while IFS= read -r path; do
    if [ -d "$destdir$path" ] && [ ! -L "$destdir$path" ]; then
        rmdir "$destdir$path" 2>/dev/null || true
    else
        rm -f "$destdir$path"
    fi
done
