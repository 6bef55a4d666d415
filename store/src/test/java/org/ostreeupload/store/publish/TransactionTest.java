// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Golden;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.FileMode;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.object.Xattrs;

@Timeout(60)
final class TransactionTest {
  private static final FileHeader HEADER =
      new FileHeader(0, 0, FileMode.REGULAR | 0644, "", Xattrs.NONE);
  private static final byte[] DATA = "some data".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path dir;
  private Source build;
  private Repository source;
  private Target target;
  private Checksum commit;

  @BeforeEach
  void makeRepositories() throws IOException {
    build = new Source(dir.resolve("source"));
    commit = build.commit("main", "text");
    source = build.open();
    target = new Target(dir.resolve("target"));
  }

  @Test
  void whatIsWrittenIsThereForItselfAlone() throws IOException {
    List<String> before = target.listing();
    try (Transaction transaction = target.begin()) {
      new Delivery(source, transaction).closure(commit);

      for (ObjectName name : Golden.closure(source.objects(), commit)) {
        assertThat(transaction.contains(name)).isTrue();
        assertThat(transaction.write(name, Form.ARCHIVE, 1)).isEmpty();
        assertThat(target.repository().objects().contains(name)).isFalse();
        if (name.type().isMetadata()) {
          assertThat(transaction.readMetadata(name)).isEqualTo(source.objects().readMetadata(name));
        }
      }
    }
    assertThat(target.listing()).isEqualTo(before);
  }

  @Test
  void readsThroughToTheRepository() throws IOException {
    target.push(source, "main", commit);

    try (Transaction transaction = target.begin()) {
      assertThat(Golden.closure(transaction, commit))
          .isEqualTo(Golden.closure(source.objects(), commit));
      for (ObjectName name : Golden.closure(source.objects(), commit)) {
        assertThat(transaction.contains(name)).isTrue();
      }
    }
  }

  @Test
  void soundObjectUnderAnotherNameIsRefused() throws IOException {
    Checksum other = Checksum.ofBytes(new byte[] {1});
    try (Transaction transaction = target.begin()) {
      Delivery delivery = new Delivery(source, transaction);
      for (ObjectName name : Golden.closure(source.objects(), commit)) {
        byte[] bytes = Files.readAllBytes(source.layout().object(name, "filez"));

        assertThatThrownBy(
                () -> delivery.send(new ObjectName(other, name.type()), Form.ARCHIVE, bytes))
            .isInstanceOf(MalformedException.class)
            .hasMessageContaining("checksum " + name.checksum());
        assertThat(transaction.contains(new ObjectName(other, name.type()))).isFalse();
      }
      assertThat(stagedFiles()).isEmpty();
    }
  }

  @Test
  void soundObjectOfAnotherTypeIsRefused() throws IOException {
    Checksum tree = source.objects().readCommit(commit).tree();
    byte[] bytes = source.objects().readMetadata(ObjectName.dirTree(tree));
    try (Transaction transaction = target.begin()) {
      Delivery delivery = new Delivery(source, transaction);
      for (ObjectType type : List.of(ObjectType.COMMIT, ObjectType.DIRMETA, ObjectType.FILE)) {
        assertThatThrownBy(() -> delivery.send(new ObjectName(tree, type), Form.ARCHIVE, bytes))
            .isInstanceOf(MalformedException.class);
      }
      assertThat(stagedFiles()).isEmpty();
    }
  }

  @Test
  void sinkClosedWithoutFinishLeavesNothing() throws IOException {
    try (Transaction transaction = target.begin()) {
      for (ObjectName name : Golden.closure(source.objects(), commit)) {
        byte[] bytes = Files.readAllBytes(source.layout().object(name, "filez"));
        try (ObjectSink sink = transaction.write(name, Form.ARCHIVE, bytes.length).orElseThrow()) {
          sink.write(ByteBuffer.wrap(bytes));
        }
        assertThat(transaction.contains(name)).isFalse();
      }
      assertThat(stagedFiles()).isEmpty();
    }
  }

  @Test
  void sinkClosedTwiceDoesNotDisturbOthers() throws IOException {
    ObjectName name = content();
    byte[] bytes = Files.readAllBytes(source.layout().object(name, "filez"));
    try (Transaction transaction = target.begin()) {
      ObjectSink closed = transaction.write(name, Form.ARCHIVE, bytes.length).orElseThrow();
      closed.close();
      closed.close();
      try (ObjectSink one = transaction.write(name, Form.ARCHIVE, bytes.length).orElseThrow();
          ObjectSink two = transaction.write(name, Form.ARCHIVE, bytes.length).orElseThrow()) {
        one.write(ByteBuffer.wrap(bytes));
        two.write(ByteBuffer.wrap(bytes));
        one.finish();
        two.finish();
      }
      assertThat(transaction.contains(name)).isTrue();
    }
  }

  @Test
  void twoThreadsMayWriteTheSameObject() throws Exception {
    ObjectName name = content();
    byte[] bytes = Files.readAllBytes(source.layout().object(name, "filez"));
    CyclicBarrier together = new CyclicBarrier(2);
    try (Transaction transaction = target.begin();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<Boolean> writer =
          () -> {
            try (ObjectSink sink =
                transaction.write(name, Form.ARCHIVE, bytes.length).orElseThrow()) {
              sink.write(ByteBuffer.wrap(bytes));
              together.await();
              sink.finish();
              return true;
            }
          };
      for (Future<Boolean> written : threads.invokeAll(List.of(writer, writer))) {
        assertThat(written.get()).isTrue();
      }
      assertThat(stagedFiles()).hasSize(1);
    }
  }

  @Test
  void addsContentAndMetadataByTheirBytes() throws IOException {
    try (Transaction transaction = target.begin()) {
      Checksum file = transaction.add(HEADER, DATA.length, new ByteArrayInputStream(DATA));
      byte[] bytes = source.objects().readMetadata(ObjectName.commit(commit));

      assertThat(transaction.contains(ObjectName.file(file))).isTrue();
      assertThat(transaction.add(ObjectType.COMMIT, bytes)).isEqualTo(commit);
      assertThat(transaction.add(ObjectType.COMMIT, bytes)).isEqualTo(commit);
      assertThat(transaction.add(HEADER, DATA.length, new ByteArrayInputStream(DATA)))
          .isEqualTo(file);
      assertThat(stagedFiles()).hasSize(2);
    }
  }

  @Test
  void addedDataMustBeAsLongAsAnnounced() throws IOException {
    try (Transaction transaction = target.begin()) {
      for (long size : new long[] {0, DATA.length - 1, DATA.length + 1}) {
        assertThatThrownBy(() -> transaction.add(HEADER, size, new ByteArrayInputStream(DATA)))
            .isInstanceOf(MalformedException.class);
      }
      assertThat(stagedFiles()).isEmpty();
    }
  }

  @Test
  void existingObjectIsNeverReplaced() throws IOException {
    ObjectName name = content();
    Path published = target.repository().layout().object(name, "filez");
    try (Transaction slower = target.begin()) {
      new Delivery(source, slower).closure(commit);
      target.push(source, "main", commit);
      Object inode = Files.getAttribute(published, "unix:ino");

      assertThat(slower.publish(List.of(target.update("main", commit)), PublishRules.PUSH))
          .isInstanceOf(Publication.Done.class);

      assertThat(Files.getAttribute(published, "unix:ino")).isEqualTo(inode);
    }
    target.ostree().fsck().orThrow();
  }

  @Test
  void marksOfPartialAndDeletedCommitsGo() throws IOException {
    Path partial = target.repository().layout().partialMark(commit);
    Path tombstone = target.repository().layout().tombstone(commit);
    target.ostree().run("config", "set", "core.tombstone-commits", "true");
    target.push(source, "main", commit);
    target.ostree().run("refs", "--delete", "main");
    target.ostree().run("prune", "--delete-commit=" + commit);
    Files.writeString(partial, "");
    assertThat(tombstone).exists();

    assertThat(target.push(source, "main", commit)).isInstanceOf(Publication.Done.class);

    assertThat(partial).doesNotExist();
    assertThat(tombstone).doesNotExist();
    target.ostree().fsck().orThrow();
  }

  @Test
  void holdsItsShareOfTheLockToItsEnd() throws IOException {
    Transaction transaction = target.begin();
    assertThat(target.ostree().tryRun("prune").succeeded()).isFalse();

    transaction.close();
    assertThat(target.ostree().tryRun("prune").succeeded()).isTrue();
  }

  @Test
  void holdsNoShareIfItDoesNotBegin() throws IOException {
    try (Transaction transaction = Transaction.begin(target.repository(), "twice")) {
      assertThat(transaction).isNotNull();
      assertThatThrownBy(() -> Transaction.begin(target.repository(), "twice"))
          .isInstanceOf(RepositoryException.class);
    }
    assertThat(target.ostree().tryRun("prune").succeeded()).isTrue();
  }

  @Test
  void whatKilledProgramsLeftCanBeDeleted() throws IOException {
    Path left = target.repository().layout().staging().resolve("killed");
    Files.createDirectories(left.resolve("incoming"));
    Files.writeString(left.resolve("incoming/1"), "half an object");

    assertThat(Recovery.run(target.repository()).transactions()).isEmpty();

    assertThat(target.repository().layout().staging()).isEmptyDirectory();
  }

  @Test
  void writesToArchiveRepositoriesOnly() throws IOException {
    Repository bare = Golden.open("bare-user");

    assertThatThrownBy(() -> Transaction.begin(bare, "id"))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("bare-user");
  }

  @Test
  void publishedObjectsCanBeReadByAll() throws IOException {
    target.push(source, "main", commit);
    Path objects = target.repository().layout().objects();

    assertThat(target.listing())
        .filteredOn(line -> line.startsWith("\"objects/") && line.contains("\" file "))
        .hasSize(Golden.closure(source.objects(), commit).size())
        .allMatch(line -> line.contains("\" file 0644 0:0"));
    assertThat(objects).isDirectoryRecursivelyContaining("glob:**/*.filez");
  }

  private ObjectName content() throws IOException {
    return Golden.closure(source.objects(), commit).stream()
        .filter(name -> !name.type().isMetadata())
        .findFirst()
        .orElseThrow();
  }

  private List<Path> stagedFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    try (var paths = Files.walk(target.repository().layout().staging())) {
      paths
          .filter(Files::isRegularFile)
          .filter(path -> !path.toString().matches(".*(\\.lock|/boot|/note)"))
          .forEach(files::add);
    }
    return files;
  }
}
