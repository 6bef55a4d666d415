// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

class ContentVerifierFuzzTest {
  private static final long MAX_SIZE = 1 << 20;
  private static final int CONTROL = 4;

  /**
   * The input is four bytes of control (what follows; the sizes of pieces; where and how the object
   * is damaged) and an object, or the data of an object.
   */
  @FuzzTest
  void verify(byte[] input) {
    byte[] control = Arrays.copyOf(input, CONTROL);
    byte[] rest = Arrays.copyOfRange(input, Math.min(CONTROL, input.length), input.length);
    byte[] object =
        control[0] == 0 ? rest : damaged(ArchiveForm.of(ArchiveForm.FILE, rest), control);
    Optional<Checksum> whole = verified(object, new Random(0), Math.max(1, object.length));
    Optional<Checksum> pieces = verified(object, new Random(control[1]), 1 + (control[1] & 0x3f));
    assertThat(pieces).isEqualTo(whole);
    if (control[0] == 1) {
      assertThat(whole).contains(ArchiveForm.checksum(ArchiveForm.FILE, rest));
    }
  }

  /** Control byte 1 leaves the object as it is. */
  private static byte[] damaged(byte[] object, byte[] control) {
    if (control[0] != 1) {
      object[((control[0] & 0xff) << 8 | control[2] & 0xff) % object.length] ^= control[3];
    }
    return object;
  }

  private static Optional<Checksum> verified(byte[] object, Random sizes, int largest) {
    try (ContentVerifier verifier = new ContentVerifier(MAX_SIZE)) {
      verifier.update(ByteBuffer.allocate(0));
      ArchiveForm.<MalformedException>feed(object, sizes, largest, verifier::update);
      return Optional.of(verifier.finish());
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
