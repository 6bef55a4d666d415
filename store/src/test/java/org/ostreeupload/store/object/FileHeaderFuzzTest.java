// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.FileHeader.Archived;

class FileHeaderFuzzTest {
  @FuzzTest
  void parse(byte[] bytes) {
    try {
      FileHeader header = FileHeader.parse(bytes);
      assertPossible(header);
      assertThat(withoutPrefix(header.toContentBytes())).isEqualTo(bytes);
    } catch (MalformedException e) {
      assertThat(e).hasMessageNotContaining("\0");
    }
    try {
      Archived archived = FileHeader.parseArchived(bytes);
      assertPossible(archived.header());
      assertThat(archived.size()).isNotNegative();
      assertThat(withoutPrefix(archived.header().toArchiveBytes(archived.size()))).isEqualTo(bytes);
    } catch (MalformedException e) {
      assertThat(e).hasMessageNotContaining("\0");
    }
  }

  private static void assertPossible(FileHeader header) {
    assertThat(header.mode() & ~07777)
        .isEqualTo(header.isSymlink() ? FileMode.SYMLINK : FileMode.REGULAR);
    assertThat(header.symlinkTarget().isEmpty()).isNotEqualTo(header.isSymlink());
  }

  private static byte[] withoutPrefix(byte[] bytes) {
    return Arrays.copyOfRange(bytes, FileHeader.PREFIX_SIZE, bytes.length);
  }
}
