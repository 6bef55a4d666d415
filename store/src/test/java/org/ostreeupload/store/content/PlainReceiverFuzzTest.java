// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

class PlainReceiverFuzzTest {
  /**
   * The input is a byte by which the announced size is wrong, a byte for the sizes of pieces, and
   * the content form of an object.
   */
  @FuzzTest
  void receive(byte[] input) {
    int error = input.length > 0 ? input[0] : 0;
    int pieces = input.length > 1 ? input[1] & 0x3f : 0;
    byte[] content = Arrays.copyOfRange(input, Math.min(2, input.length), input.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PlainReceiver receiver = new PlainReceiver(content.length + error, 1, out)) {
      ArchiveForm.feed(content, new Random(pieces), 1 + pieces, receiver::update);
      Checksum checksum = receiver.finish();
      assertThat(error).isZero();
      assertThat(checksum).isEqualTo(Checksum.ofBytes(content));
      assertThat(verified(out.toByteArray())).isEqualTo(checksum);
    } catch (MalformedException e) {
      assertThat(e).hasMessageNotContaining("\0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was written must be valid: this fails with anything but {@link MalformedException}. */
  private static Checksum verified(byte[] archive) {
    try (ContentVerifier verifier = new ContentVerifier(Long.MAX_VALUE)) {
      verifier.update(ByteBuffer.wrap(archive));
      return verifier.finish();
    } catch (MalformedException e) {
      throw new AssertionError("the archive form is refused", e);
    }
  }
}
