// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/** Bytes are names, and then the only way to write them, or they are refused. */
class NameStreamFuzzTest {
  private static final int LIMIT = 100;

  @FuzzTest
  void isReadOrRefused(byte[] bytes) throws IOException {
    List<ObjectName> names;
    try {
      names = NameStream.read(new ByteArrayInputStream(bytes), LIMIT);
    } catch (MalformedException refused) {
      return;
    }
    assertThat(names).hasSizeLessThanOrEqualTo(LIMIT);
    assertThat(NameStream.write(names)).isEqualTo(bytes);
  }
}
