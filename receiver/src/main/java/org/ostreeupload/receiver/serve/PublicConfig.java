// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.config.KeyFile;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * The part of a repository's configuration that clients read.
 *
 * <p>The file itself stays at home. A production repository that mirrors another one has groups
 * {@code [remote "…"]}, and there addresses and proxies with passwords in them, and the paths of
 * client keys; nobody who wrote such a line meant to publish it. A client wants to know of the
 * other side only how it stores objects, which collection its refs belong to, and whether deleted
 * commits leave tombstones and deltas are indexed. A list of what is let through cannot be outdated
 * by the next secret, as a list of what is held back would be.
 */
final class PublicConfig {
  private static final int MAX_SIZE = 1 << 20;
  private static final String CORE = "core";
  private static final List<String> KEYS =
      List.of("repo_version", "mode", "collection-id", "tombstone-commits", "indexed-deltas");

  private PublicConfig() {}

  /**
   * Reads a configuration and returns the public one, as the bytes of a file.
   *
   * @throws RepositoryException if the configuration cannot be read
   */
  static byte[] read(InputStream file) throws IOException {
    byte[] bytes = file.readNBytes(MAX_SIZE + 1);
    if (bytes.length > MAX_SIZE) {
      throw new RepositoryException("the repository's configuration is larger than 1 MiB");
    }
    try {
      KeyFile whole = KeyFile.parse(new String(bytes, StandardCharsets.UTF_8));
      KeyFile shown = KeyFile.parse("");
      for (String key : KEYS) {
        Optional<String> value = whole.get(CORE, key);
        shown = value.isPresent() ? shown.with(CORE, key, value.get()) : shown;
      }
      return shown.toString().getBytes(StandardCharsets.UTF_8);
    } catch (MalformedException e) {
      throw new RepositoryException("the repository's configuration: " + e.getMessage(), e);
    }
  }
}
