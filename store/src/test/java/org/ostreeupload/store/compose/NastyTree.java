// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.compose;

import java.io.IOException;
import java.nio.file.Path;
import org.ostreeupload.store.Shell;

/** A directory with something of everything that can be committed. */
final class NastyTree {
  private NastyTree() {}

  static Path make(Path directory) throws IOException {
    Shell.run(
        directory,
        """
        umask 022
        : >empty-file
        mkdir empty-directory
        echo text >file
        head -c 300000 /dev/urandom >larger-than-a-buffer
        mkdir -p names names-of-directories "deep/$(printf 'd/%.0s' {1..100})"
        ln -s file link
        ln -s a//b/../ odd-link
        ln -s /nowhere dangling
        ln -s . self

        for mode in 0000 0400 0640 0666 0755 0777 1644 2755 4755 7777; do
          echo $mode >mode-$mode; mkdir directory-$mode
          chmod $mode mode-$mode directory-$mode
        done

        echo owned >owned; chown 1000:50 owned; chmod 4750 owned
        echo far >far; chown 3000000000:4000000000 far
        mkdir owned-directory; chown 1000:1000 owned-directory
        ln -s file owned-link; chown -h 1000:1000 owned-link

        echo attributes >attributes
        setfattr -n user.zulu -v 26 attributes
        setfattr -n user.alpha -v 1 attributes
        setfattr -n user.binary -v 0x00ff attributes
        setfattr -n user.large -v "$(printf 'x%.0s' {1..2000})" attributes
        setfattr -n user.empty attributes
        setfattr -n user.directory -v yes owned-directory

        cd names
        for name in "$(printf 'n%.0s' {1..255})" "$(printf '日%.0s' {1..85})" $'new\\nline' \\
            $'\\u00e9' $'\\ue000' $'\\uffee' $'\\U0001f600' $'\\U0010ffff' 'back\\slash' ' ' -- ...; do
          echo "$name" >"./$name"
          mkdir "../names-of-directories/$name"
        done
        """);
    return directory;
  }
}
