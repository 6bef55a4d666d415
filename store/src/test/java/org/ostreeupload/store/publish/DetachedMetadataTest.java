// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.InMemory;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;

final class DetachedMetadataTest {
  private static final int LIMIT = 100_000;

  @TempDir Path dir;
  private Source source;
  private Target target;
  private Checksum commit;

  @BeforeEach
  void publishWithDetachedMetadata() throws IOException {
    source = new Source(dir.resolve("source"));
    commit = source.commit("main", "text", "--add-detached-metadata-string=key=old");
    target = new Target(dir.resolve("target"));
    push();
  }

  @Test
  void arrives() throws IOException {
    assertThat(value()).isEqualTo("old");
    assertThat(target.ostree().run("show", "--print-detached-metadata-key=key", "main").stdout())
        .contains("old");
  }

  @Test
  void isReplacedByTheNextPushOfTheSameCommit() throws IOException {
    source.commit("scratch", "text", "--add-detached-metadata-string=key=new");
    byte[] other =
        source
            .open()
            .objects()
            .readDetached(source.open().refs().heads().lastEntry().getValue())
            .orElseThrow();

    try (Transaction transaction = target.begin()) {
      transaction.writeDetached(commit, other);
      transaction.publish(List.of(target.update("main", commit)), PublishRules.PUSH);
    }

    assertThat(value()).isEqualTo("new");
    target.ostree().fsck().orThrow();
  }

  @Test
  void isNotSeenBeforeThePublish() throws IOException {
    List<String> before = target.listing();
    try (Transaction transaction = target.begin()) {
      transaction.writeDetached(commit, new byte[0]);
    }

    assertThat(target.listing()).isEqualTo(before);
    assertThat(value()).isEqualTo("old");
  }

  @Test
  void mayBeEmpty() throws IOException {
    try (Transaction transaction = target.begin()) {
      transaction.writeDetached(commit, new byte[0]);
      transaction.publish(List.of(target.update("main", commit)), PublishRules.PUSH);
    }

    assertThat(target.repository().objects().readDetached(commit).orElseThrow()).isEmpty();
  }

  @Test
  void isRefusedIfItIsNoDictionary() throws IOException {
    try (Transaction transaction = target.begin()) {
      assertThatThrownBy(() -> transaction.writeDetached(commit, new byte[] {1, 2, 3}))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void ofACommitThatIsNotThereIsNotPublished() throws IOException {
    Checksum absent = Checksum.ofBytes(new byte[] {1});
    try (Transaction transaction = target.begin()) {
      transaction.writeDetached(absent, new byte[0]);

      assertThat(transaction.publish(List.of(target.update("main", commit)), PublishRules.PUSH))
          .isInstanceOf(Publication.Done.class);
    }

    assertThat(target.repository().objects().readDetached(absent)).isEmpty();
  }

  @Test
  void ofAnotherBranchIsLeftAlone() throws IOException {
    Checksum other = source.commit("other", "other text");
    try (Transaction transaction = target.begin()) {
      new Delivery(source.open(), transaction).closure(other);
      transaction.writeDetached(commit, new byte[0]);
      transaction.publish(List.of(target.update("other", other)), PublishRules.PUSH);
    }

    assertThat(value()).isEqualTo("old");
  }

  @Test
  void ofOtherCommitsIsNotEvenLookedFor() throws IOException {
    try (Transaction transaction = target.begin()) {
      transaction.writeDetached(commit, new byte[0]);
      Path staged = target.root().resolve(".ostree-upload/staging").resolve(transaction.id());
      Files.createFile(staged.resolve("detached/no commit"));

      assertThat(transaction.publish(List.of(target.update("main", commit)), PublishRules.PUSH))
          .isInstanceOf(Publication.Done.class);
    }

    assertThat(target.repository().objects().readDetached(commit).orElseThrow()).isEmpty();
  }

  @Test
  void hasALimit(@TempDir(factory = InMemory.class) Path memory) throws IOException {
    try (Transaction transaction = new Target(memory.resolve("target")).begin()) {
      for (int i = 0; i < LIMIT; i++) {
        transaction.writeDetached(invented(i), new byte[0]);
      }
      transaction.writeDetached(invented(0), new byte[0]);

      assertThatThrownBy(() -> transaction.writeDetached(invented(LIMIT), new byte[0]))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining(Integer.toString(LIMIT));

      transaction.writeDetached(invented(1), new byte[0]);
    }
  }

  private static Checksum invented(int number) {
    return Checksum.ofBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private void push() throws IOException {
    try (Transaction transaction = target.begin()) {
      Delivery delivery = new Delivery(source.open(), transaction).closure(commit);
      delivery.detached(commit);
      transaction.publish(List.of(target.update("main", commit)), PublishRules.PUSH);
    }
  }

  private String value() throws IOException {
    byte[] detached = target.repository().objects().readDetached(commit).orElseThrow();
    return Commit.parseDetached(detached).lookup("key").orElseThrow().asString();
  }
}
