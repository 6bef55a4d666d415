// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.ostreeupload.store.gvariant.MalformedException;

class DirMetaFuzzTest {
  @FuzzTest
  void parse(byte[] bytes) {
    try {
      DirMeta meta = DirMeta.parse(bytes);
      assertThat(meta.toBytes()).isEqualTo(bytes);
      assertThat(meta.mode() & ~07777).isEqualTo(FileMode.DIRECTORY);
      assertThat(meta.xattrs().list()).isSorted();
    } catch (MalformedException e) {
      assertThat(e).hasMessageNotContaining("\0");
    }
  }
}
