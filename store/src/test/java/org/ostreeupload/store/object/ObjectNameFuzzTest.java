// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.ostreeupload.store.gvariant.MalformedException;

class ObjectNameFuzzTest {
  @FuzzTest
  void parse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      assertThat(ObjectName.parse(text)).hasToString(text);
      assertThat(text).matches("[0-9a-f]{64}\\.(file|dirtree|dirmeta|commit)");
    } catch (MalformedException e) {
      assertThat(text).doesNotMatch("[0-9a-f]{64}\\.(file|dirtree|dirmeta|commit)");
    }
  }
}
