// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ostreeupload.store.object.Checksum;

/** The static deltas of a repository, as opaque files. Source: docs/DESIGN.md, "Static deltas". */
public final class StaticDeltas {
  private static final int ENCODED = 43;

  private StaticDeltas() {}

  /** The deltas by name ({@code TO} or {@code FROM-TO}), each with its superblock's checksum. */
  public static SortedMap<String, Checksum> superblocks(Layout layout) throws IOException {
    SortedMap<String, Checksum> deltas = new TreeMap<>();
    Directories.forEach(
        layout.deltas(), prefix -> Directories.forEach(prefix, delta -> add(delta, deltas)));
    return deltas;
  }

  private static void add(Path directory, SortedMap<String, Checksum> deltas) throws IOException {
    String prefix = String.valueOf(directory.resolveSibling("").getFileName());
    Optional<String> name = name(prefix + directory.getFileName());
    Path superblock = directory.resolve("superblock");
    if (name.isPresent() && Files.isRegularFile(superblock)) {
      deltas.put(name.get(), checksum(superblock));
    }
  }

  /** The commit that a delta whose directories have this name leads to; empty if it is none's. */
  public static Optional<Checksum> target(String encoded) {
    String to = encoded.substring(Math.max(0, encoded.length() - ENCODED));
    return name(encoded).isPresent() ? decode(to) : Optional.empty();
  }

  /** Turns the name of a directory into hexadecimal; empty if it is no delta's. */
  private static Optional<String> name(String encoded) {
    if (encoded.length() == ENCODED) {
      return decode(encoded).map(Checksum::toString);
    }
    if (encoded.length() != 2 * ENCODED + 1 || encoded.charAt(ENCODED) != '-') {
      return Optional.empty();
    }
    Optional<Checksum> to = decode(encoded.substring(ENCODED + 1));
    return decode(encoded.substring(0, ENCODED)).flatMap(from -> to.map(last -> from + "-" + last));
  }

  private static Optional<Checksum> decode(String encoded) {
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded.replace('_', '/'));
      return bytes.length == Checksum.SIZE
          ? Optional.of(Checksum.read(bytes, 0))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Checksum checksum(Path file) throws IOException {
    MessageDigest digest = Checksum.newDigest();
    byte[] piece = new byte[1 << 14];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    return Checksum.of(digest);
  }
}
