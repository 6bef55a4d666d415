// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.DiskFullException;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.Xattrs;

/** How much of the space that was set aside a staged file uses. */
final class StagedSpaceTest {
  private static final int BLOCK = 4096;
  private static final long SET_ASIDE = 100 * BLOCK;
  private static final FileHeader HEADER = new FileHeader(0, 0, 0100644, "", Xattrs.NONE);

  @TempDir Path dir;
  private Target target;

  @BeforeEach
  void makeTarget() throws IOException {
    target = new Target(dir.resolve("target"));
  }

  @Test
  void aFileUsesABlockHoweverLittleIsInIt() throws IOException {
    try (Transaction transaction = target.begin()) {
      transaction.reserve(SET_ASIDE);

      for (byte i = 0; i < 3; i++) {
        transaction.writeDetached(Checksum.ofBytes(new byte[] {i}), new byte[0]);
      }
      add(transaction, 1);

      assertLeft(SET_ASIDE - 4 * BLOCK);
    }
  }

  @Test
  void aLargerFileUsesWhatIsInIt() throws IOException {
    try (Transaction transaction = target.begin()) {
      transaction.reserve(SET_ASIDE);

      long size = add(transaction, 30_000);

      assertThat(size).isGreaterThan(30_000);
      assertLeft(SET_ASIDE - size);
    }
  }

  /** Stages noise; says how large the file is. */
  private long add(Transaction transaction, int size) throws IOException {
    byte[] noise = new byte[size];
    new Random(size).nextBytes(noise);
    Checksum checksum = transaction.add(HEADER, size, new ByteArrayInputStream(noise));
    Path staging = target.root().resolve(".ostree-upload/staging").resolve(transaction.id());
    String file = Layout.relative(ObjectName.file(checksum), "filez");
    return Files.size(staging.resolve("file").resolve(file));
  }

  private void assertLeft(long bytes) throws IOException {
    try (Transaction other = target.begin()) {
      assertThatThrownBy(() -> other.reserve(Long.MAX_VALUE))
          .isInstanceOf(DiskFullException.class)
          .hasMessageContaining("have set %,d aside".formatted(bytes));
    }
  }
}
