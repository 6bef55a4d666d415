// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;

class CommitFuzzTest {
  private static final VariantType TYPE = VariantType.of("(a{sv}aya(say)sstayay)");

  @FuzzTest
  void parse(byte[] bytes) {
    try {
      assertReadable(Commit.parse(bytes), bytes);
    } catch (MalformedException e) {
      assertThat(e).hasMessageNotContaining("\0");
    }
  }

  /** Everything can be asked for, and the commit is written again if all of it can be. */
  private static void assertReadable(Commit commit, byte[] bytes) throws MalformedException {
    assertThat(commit.version()).isNotNull();
    assertThat(commit.refBinding()).isNotNull();
    assertThat(commit.collectionBinding()).isNotNull();
    byte[] written =
        Commit.serialize(
            commit.metadata(),
            commit.parent(),
            commit.subject(),
            commit.body(),
            commit.timestamp(),
            commit.tree(),
            commit.meta());
    if (Variant.parse(TYPE, bytes).child(2).size() == 0) {
      assertThat(written).isEqualTo(bytes);
    }
  }
}
