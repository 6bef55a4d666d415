// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.ostreeupload.store.Repository;

/** A repository with files that the handler does not look into: any text will do. */
record SampleRepository(Path root) {
  /** The last 62 characters of a checksum that begins with 01. */
  static final String REST = "23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  /** An object of the ten digits in their order. */
  static final String DIRTREE =
      "objects/84/d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882.dirtree";

  static final String FILEZ = "objects/01/" + REST + ".filez";
  static final String MAIN = "refs/heads/main";

  /** The time of every file. */
  static final Instant MODIFIED = Instant.parse("2023-11-14T22:13:20.5Z");

  static SampleRepository create(Path root) throws IOException {
    Repository.create(root, Optional.empty());
    return new SampleRepository(root);
  }

  /** Puts a file where another one may be. */
  SampleRepository with(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Files.writeString(file, text);
      Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a symlink where nothing is. */
  SampleRepository withLink(String path, String target) throws IOException {
    Path link = root.resolve(path);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
    return this;
  }
}
