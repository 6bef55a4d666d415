// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.Capabilities;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.gvariant.MalformedException;

/** Bytes are a message, which can be written again, or they are refused in words that can. */
class JsonFuzzTest {
  private static final List<Class<? extends Record>> TYPES =
      List.of(
          Capabilities.class,
          OpenPush.class,
          OpenedPush.class,
          BundleResult.class,
          Publish.class,
          Published.class,
          Problem.class);

  @FuzzTest
  void isReadOrRefused(byte[] bytes) throws IOException {
    for (Class<? extends Record> type : TYPES) {
      isReadOrRefused(bytes, type);
    }
  }

  private static void isReadOrRefused(byte[] bytes, Class<? extends Record> type)
      throws IOException {
    Record message;
    try {
      message = Json.read(bytes, type);
    } catch (MalformedException refused) {
      assertThat(Json.write(Problem.of(ErrorCode.MALFORMED, refused.rule()))).isNotEmpty();
      return;
    }
    byte[] written = Json.write(message);
    Record again = Json.read(written, type);
    assertThat(Json.write(again)).isEqualTo(written);
    assertThat(again.hashCode()).isEqualTo(Json.read(written, type).hashCode());
  }
}
