// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;
import static org.ostreeupload.receiver.push.Caller.sum;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.protocol.bundle.BundleWriter;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.BundleResult.Refusal;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** Objects that are not what the pusher calls them, or never come. */
class LyingObjectsTest extends LyingPusher {
  private Problem incomplete() throws Exception {
    return caller.publish(id, move("main", "", commit)).problem(ErrorCode.INCOMPLETE);
  }

  @ParameterizedTest
  @EnumSource(ObjectType.class)
  void bytesOfAnotherObjectUnderAName(ObjectType type) throws Exception {
    ObjectName name = first(type);
    ObjectName other = new ObjectName(Checksum.ofBytes(new byte[] {1}), type);

    assertRefused(Source.bundle(other, Form.ARCHIVE, source.bytes(name)), other);

    caller.deliver(id, source.bundle(sent -> !sent.equals(name)));
    assertThat(incomplete().missing()).containsExactly(name);
  }

  @ParameterizedTest
  @EnumSource(ObjectType.class)
  void bytesUnderANameOfAnotherType(ObjectType type) throws Exception {
    ObjectName name = first(type);
    for (ObjectType other : ObjectType.values()) {
      if (other != type) {
        ObjectName renamed = new ObjectName(name.checksum(), other);
        assertRefused(Source.bundle(renamed, Form.ARCHIVE, source.bytes(name)), renamed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ObjectType.class)
  void anObjectThatIsNotSent(ObjectType type) throws Exception {
    ObjectName name = first(type);
    caller.deliver(id, source.bundle(sent -> !sent.equals(name)));

    Problem problem = incomplete();

    assertThat(problem.missing()).containsExactly(name);
    assertThat(problem.object()).contains(name);
    assertThat(problem.detail()).contains(name.toString());
  }

  @Test
  void aCommitThatIsNeverSent() throws Exception {
    Problem problem = incomplete();

    assertThat(problem.missing()).containsExactly(ObjectName.commit(sum(commit)));
  }

  @Test
  void aTargetThatIsNoCommit() throws Exception {
    ObjectName tree = first(ObjectType.DIRTREE);
    caller.deliver(id, source.bundle());

    Problem problem =
        caller
            .publish(id, move("main", "", tree.checksum().toString()))
            .problem(ErrorCode.INCOMPLETE);

    assertThat(problem.missing()).containsExactly(ObjectName.commit(tree.checksum()));
  }

  /** Or a push that goes on would take it for the end of what is missing. */
  @Test
  void aCommitBehindOneThatIsRefused() throws Exception {
    ObjectName name = ObjectName.commit(sum(commit));
    ObjectName parent = ObjectName.commit(Checksum.ofBytes(new byte[] {1}));
    byte[] bytes = source.bytes(name);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    writer.object(parent, Form.ARCHIVE, bytes.length, new ByteArrayInputStream(bytes));
    writer.object(name, Form.ARCHIVE, bytes.length, new ByteArrayInputStream(bytes));
    writer.end();

    assertRefused(out.toByteArray(), parent, name);
  }

  @Test
  void contentInTheOtherForm() throws Exception {
    ObjectName file = first(ObjectType.FILE);
    byte[] plain = Source.plain("text");
    ObjectName named = ObjectName.file(Checksum.ofBytes(plain));

    assertRefused(Source.bundle(file, Form.PLAIN, source.bytes(file)), file);
    assertRefused(Source.bundle(named, Form.ARCHIVE, plain), named);
  }

  @Test
  void plainContentThatIsCutOrLengthened() throws Exception {
    byte[] plain = Source.plain("some text that is not so short");
    ObjectName name = ObjectName.file(Checksum.ofBytes(plain));
    for (int size = 0; size < plain.length; size++) {
      assertRefused(Source.bundle(name, Form.PLAIN, Arrays.copyOf(plain, size)), name);
    }
    assertRefused(Source.bundle(name, Form.PLAIN, Arrays.copyOf(plain, plain.length + 1)), name);
  }

  @Test
  void aGoodObjectBesideABadOneIsKept() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] good = source.bundle();
    byte[] end = ByteBuffer.allocate(5).putInt(1, source.names().size() + 1).array();
    ObjectName bad = ObjectName.file(Checksum.ofBytes(new byte[0]));
    byte[] frame = Source.bundle(bad, Form.ARCHIVE, new byte[100]);
    out.write(frame, 0, frame.length - end.length);
    out.write(good, 4, good.length - 4 - end.length);
    out.writeBytes(end);

    BundleResult result = caller.bundle(id, out.toByteArray()).message(200, BundleResult.class);

    assertThat(result.refused()).extracting(Refusal::object).containsExactly(bad);
    assertThat(result.stored()).isEqualTo(source.names().size());
  }

  @Test
  void manyBadObjectsAreToldOnlyInPart() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    for (int i = 0; i < 1500; i++) {
      byte[] seed = {(byte) i, (byte) (i >> 8)};
      writer.object(
          ObjectName.dirTree(Checksum.ofBytes(seed)),
          Form.ARCHIVE,
          0,
          InputStream.nullInputStream());
    }
    writer.end();

    BundleResult result = caller.bundle(id, out.toByteArray()).message(200, BundleResult.class);

    assertThat(result.refused()).hasSize(1000);
    assertThat(result.stored()).isZero();
    assertThat(production.staged()).noneMatch(name -> name.contains("dirtree/"));
  }

  @Test
  void detachedMetadataThatIsNone() throws Exception {
    ObjectName name = ObjectName.commit(sum(commit));

    assertRefused(Source.detached(commit, new byte[] {1, 2, 3, 4}), name);
  }
}
