// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;

/**
 * The content of one file by chance: what a seed makes is the same everywhere, so files of the same
 * seed are the same object.
 */
public record Content(long seed) {
  private static final int PIECE = 1 << 16;
  private static final int MOST_TIMES_MEAN = 8;

  /** Makes a file or symlink of about this size, in the place of what is there. */
  public void write(Path file, long meanSize) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Files.deleteIfExists(file);
    Files.createDirectories(file.resolveSibling(""));
    int kind = random.nextInt(20);
    if (kind == 0) {
      Files.createSymbolicLink(file, Path.of("../to/" + Long.toHexString(random.nextLong())));
      return;
    }
    double exponential = -Math.log(1 - random.nextDouble());
    write(file, (long) (meanSize * Math.min(exponential, MOST_TIMES_MEAN)), random, kind < 10);
    if (kind == 1) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** Makes a file of exactly this size that cannot be compressed. */
  public void writeExactly(Path file, long size) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    write(file, size, new SplittableRandom(seed), false);
  }

  private static void write(Path file, long size, SplittableRandom random, boolean compressible)
      throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(file); // an object of the repository may be linked to it
    }
    byte[] piece = new byte[PIECE];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = size; left > 0; left -= PIECE) {
        random.nextBytes(piece);
        if (compressible) {
          for (int i = 0; i < piece.length; i++) {
            piece[i] = (byte) ('A' + (piece[i] & 0xf));
          }
        }
        out.write(piece, 0, (int) Math.min(left, PIECE));
      }
    }
  }
}
