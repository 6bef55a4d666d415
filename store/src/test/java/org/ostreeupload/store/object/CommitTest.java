// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.Hex;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;

class CommitTest {
  private static final VariantType TYPE = VariantType.of("(a{sv}aya(say)sstayay)");
  private static final Checksum SUM = Checksum.ofBytes(new byte[0]);

  @Test
  void readsARealCommitWithoutParent() throws MalformedException {
    Commit commit = Commit.parse(RealObjects.FIRST_COMMIT.bytes());
    assertThat(commit.parent()).isEmpty();
    assertThat(commit.subject()).isEqualTo("First");
    assertThat(commit.body()).isEmpty();
    assertThat(commit.timestamp()).isEqualTo(1_700_000_000);
    assertThat(commit.tree()).hasToString(RealObjects.ROOT_TREE.checksum());
    assertThat(commit.meta()).hasToString(RealObjects.ROOT_META.checksum());
    assertThat(commit.version()).contains("1.0");
    assertThat(commit.refBinding()).contains(List.of("os/stable"));
    assertThat(commit.collectionBinding()).isEmpty();
  }

  @Test
  void readsARealCommitWithParent() throws MalformedException {
    Commit commit = Commit.parse(RealObjects.SECOND_COMMIT.bytes());
    assertThat(commit.parent()).contains(Checksum.parse(RealObjects.FIRST_COMMIT.checksum()));
    assertThat(commit.subject()).isEqualTo("Second");
    assertThat(commit.body()).isEqualTo("Body\nline");
    assertThat(commit.version()).isEmpty();
    assertThat(commit.refBinding()).contains(List.of("os/other", "os/stable"));
    assertThat(commit.metadata().lookup("golden.n").orElseThrow().asLittleEndian()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(names = {"FIRST_COMMIT", "SECOND_COMMIT", "BARE_COMMIT"})
  void writesRealCommitsAgain(RealObjects object) throws MalformedException {
    Commit commit = Commit.parse(object.bytes());
    byte[] written =
        Commit.serialize(
            commit.metadata(),
            commit.parent(),
            commit.subject(),
            commit.body(),
            commit.timestamp(),
            commit.tree(),
            commit.meta());
    assertThat(written).isEqualTo(object.bytes());
    assertThat(Checksum.ofBytes(written)).hasToString(object.checksum());
  }

  /** A commit with this parent, root dirtree and root dirmeta, and one related object. */
  private static byte[] commit(byte[] parent, byte[] tree, byte[] meta) {
    VariantWriter writer = new VariantWriter(TYPE).open().open().close().bytes(parent);
    writer.open().open().string("related").bytes(SUM.toBytes()).close().close();
    return writer.string("").string("").bigEndian(-1).bytes(tree).bytes(meta).close().toBytes();
  }

  @Test
  void acceptsRelatedObjectsAndEveryTimestamp() throws MalformedException {
    Commit commit = Commit.parse(commit(SUM.toBytes(), SUM.toBytes(), SUM.toBytes()));
    assertThat(commit.timestamp()).isEqualTo(-1);
    assertThat(commit.parent()).contains(SUM);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 33, 64})
  void refusesChecksumsThatAreNot32Bytes(int size) {
    byte[] wrong = new byte[size];
    assertRefused(commit(wrong, SUM.toBytes(), SUM.toBytes()), "parent");
    assertRefused(commit(new byte[0], wrong, SUM.toBytes()), "root dirtree");
    assertRefused(commit(new byte[0], SUM.toBytes(), wrong), "root dirmeta");
  }

  @Test
  void refusesACommitWithoutATree() {
    assertRefused(commit(new byte[0], new byte[0], SUM.toBytes()), "root dirtree");
    assertRefused(commit(new byte[0], SUM.toBytes(), new byte[0]), "root dirmeta");
  }

  private static void assertRefused(byte[] bytes, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Commit.parse(bytes))
        .withMessageContaining(why);
  }

  @Test
  void refusesTruncatedAndExtendedBytes() {
    byte[] bytes = RealObjects.SECOND_COMMIT.bytes();
    for (int length = 0; length < bytes.length; length++) {
      assertRefused(Arrays.copyOf(bytes, length), "");
    }
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1), "");
  }

  @Test
  void refusesPaddingThatIsNotZero() {
    byte[] bytes = RealObjects.BARE_COMMIT.bytes();
    bytes[5] = 1;
    assertRefused(bytes, "padding");
  }

  /** A commit whose metadata has one entry. */
  private static Commit withMetadata(String key, String type, Consumer<VariantWriter> value)
      throws MalformedException {
    VariantWriter metadata = new VariantWriter(Commit.METADATA).open().open().string(key);
    value.accept(metadata.openVariant(VariantType.of(type)));
    byte[] bytes = metadata.close().close().close().toBytes();
    Variant parsed = Variant.parse(Commit.METADATA, bytes);
    return Commit.parse(Commit.serialize(parsed, Optional.empty(), "", "", 0, SUM, SUM));
  }

  @Test
  void refusesMetadataWithAnEmptyKey() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> withMetadata("", "s", writer -> writer.string("x")))
        .withMessageContaining("empty key");
  }

  @Test
  void treatsBindingsOfAWrongTypeAsAbsent() throws MalformedException {
    String refs = "ostree.ref-binding";
    assertThat(withMetadata(refs, "s", writer -> writer.string("main")).refBinding()).isEmpty();
    assertThat(withMetadata(refs, "aay", writer -> writer.open().close()).refBinding()).isEmpty();
    assertThat(withMetadata("version", "u", writer -> writer.bigEndian(1)).version()).isEmpty();
    assertThat(
            withMetadata("ostree.collection-binding", "ay", writer -> writer.open().close())
                .collectionBinding())
        .isEmpty();
  }

  @Test
  void readsBindings() throws MalformedException {
    assertThat(
            withMetadata("ostree.ref-binding", "as", writer -> writer.open().close()).refBinding())
        .contains(List.of());
    assertThat(
            withMetadata("ostree.collection-binding", "s", writer -> writer.string("org.a.B"))
                .collectionBinding())
        .contains("org.a.B");
  }

  @Test
  void readsDetachedMetadata() throws MalformedException {
    String real = "736967000000000076616c75650000730411";
    assertThat(Commit.parseDetached(Hex.bytes(real)).lookup("sig").orElseThrow().asString())
        .isEqualTo("value");
    assertThat(Commit.parseDetached(new byte[0]).size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"00", "736967000000000076616c75650000730412", "ff", "616263"})
  void refusesDetachedMetadataThatIsNoDictionary(String hex) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Commit.parseDetached(Hex.bytes(hex)));
  }
}
