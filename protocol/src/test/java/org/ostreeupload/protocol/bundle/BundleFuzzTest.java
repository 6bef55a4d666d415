// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.ostreeupload.protocol.bundle.Bundles.Read;
import org.ostreeupload.store.gvariant.MalformedException;

/** Bytes are a bundle, and then the only way to write it, or they are refused. */
class BundleFuzzTest {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) throws IOException {
    List<Read> frames;
    try {
      frames = Bundles.read(bytes);
    } catch (MalformedException | EOFException refused) {
      return;
    }
    assertThat(Bundles.write(frames)).isEqualTo(bytes);
    assertThat(Bundles.heads(bytes)).isEqualTo(frames.stream().map(Read::frame).toList());
  }
}
