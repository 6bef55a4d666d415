// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.store.ObjectException.Fault;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.testdata.crash.CrashFileSystem;

final class ObjectStoreTest {
  private static final Checksum ABSENT = MemoryObjects.checksum("absent");

  @TempDir Path dir;
  private Repository repository;
  private Checksum commit;

  @BeforeEach
  void makeRepository() throws IOException {
    Source source = new Source(dir);
    commit = source.commit("main", "text", "--add-detached-metadata-string=key=value");
    repository = source.open();
  }

  @Test
  void readsMetadataAsItIsStored() throws IOException {
    for (ObjectName name : Golden.closure(repository.objects(), commit)) {
      assertThat(repository.objects().contains(name)).isTrue();
      if (name.type().isMetadata()) {
        assertThat(repository.objects().readMetadata(name))
            .isEqualTo(Files.readAllBytes(path(name)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatAnObjectIsMissing(ObjectType type) {
    ObjectName name = new ObjectName(ABSENT, type);

    assertThat(repository.objects().contains(name)).isFalse();
    assertFault(Fault.MISSING, name, () -> read(name));
  }

  @Test
  void saysThatMetadataOfOtherBytesIsDamaged() throws IOException {
    ObjectName name = ObjectName.commit(commit);
    Files.write(path(name), new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);

    assertFault(Fault.DAMAGED, name, () -> repository.objects().readMetadata(name));
    assertFault(Fault.DAMAGED, name, () -> repository.objects().readCommit(commit));
  }

  @ParameterizedTest
  @EnumSource
  void saysThatAnObjectIsDamagedIfTheDiskCannotReadIt(ObjectType type) throws IOException {
    CrashFileSystem disk = CrashFileSystem.over(repository.layout().root());
    ObjectStore objects = Repository.open(disk.root()).objects();
    for (ObjectName name : Golden.closure(objects, commit)) {
      if (name.type() == type) {
        disk.breakReading(disk.wrap(path(name)));
        List<ThrowingCallable> readings = new ArrayList<>();
        readings.add(() -> objects.verify(name));
        readings.add(() -> objects.requireIntact(name));
        if (type.isMetadata()) {
          readings.add(() -> objects.readMetadata(name));
        }
        for (ThrowingCallable reading : readings) {
          assertFault(Fault.DAMAGED, name, reading);
          assertThatThrownBy(reading).hasMessageEndingWith("cannot be read: Input/output error");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeOpenedIsNotCalledDamaged(ObjectType type) throws IOException {
    ObjectName name = new ObjectName(ABSENT, type);
    Files.createDirectories(path(name).resolveSibling(""));
    Files.createSymbolicLink(path(name), path(name).getFileName());

    assertThatThrownBy(() -> repository.objects().verify(name))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> repository.objects().requireIntact(name))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void interruptedReadingIsNotCalledDamage() {
    ObjectName name = ObjectName.commit(commit);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> repository.objects().verify(name))
          .isInstanceOf(ClosedChannelException.class);
    } finally {
      var _ = Thread.interrupted();
    }
  }

  @Test
  void soundObjectsAreIntact() throws IOException {
    for (ObjectName name : Golden.closure(repository.objects(), commit)) {
      repository.objects().requireIntact(name);
    }
    ObjectName absent = ObjectName.file(ABSENT);
    assertFault(Fault.MISSING, absent, () -> repository.objects().requireIntact(absent));
  }

  @Test
  void saysThatMetadataInNoNormalFormIsDamaged() throws IOException {
    byte[] bytes = "neither commit nor dirtree".getBytes(StandardCharsets.US_ASCII);
    Checksum checksum = Checksum.ofBytes(bytes);
    put(ObjectName.commit(checksum), bytes);
    put(ObjectName.dirTree(checksum), bytes);

    assertFault(
        Fault.DAMAGED,
        ObjectName.commit(checksum),
        () -> repository.objects().readCommit(checksum));
    assertFault(
        Fault.DAMAGED,
        ObjectName.dirTree(checksum),
        () -> repository.objects().readDirTree(checksum));
  }

  @Test
  void doesNotReadOversizedMetadata() throws IOException {
    ObjectName name = ObjectName.dirTree(ABSENT);
    makeOversized(path(name));

    assertFault(Fault.DAMAGED, name, () -> repository.objects().readMetadata(name));
  }

  @Test
  void readsDetachedMetadata() throws IOException {
    byte[] detached = repository.objects().readDetached(commit).orElseThrow();

    assertThat(Commit.parseDetached(detached).lookup("key").orElseThrow().asString())
        .isEqualTo("value");
    assertThat(repository.objects().readDetached(ABSENT)).isEmpty();
  }

  @Test
  void doesNotReadOversizedDetachedMetadata() throws IOException {
    makeOversized(repository.layout().detached(commit));

    assertThatThrownBy(() -> repository.objects().readDetached(commit))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(commit.toString());
  }

  private void read(ObjectName name) throws IOException {
    if (name.type().isMetadata()) {
      repository.objects().readMetadata(name);
    } else {
      repository.objects().content(name.checksum());
    }
  }

  private Path path(ObjectName name) {
    return repository.layout().object(name, "filez");
  }

  private void put(ObjectName name, byte[] bytes) throws IOException {
    Files.createDirectories(path(name).resolveSibling(""));
    Files.write(path(name), bytes);
  }

  private static void makeOversized(Path file) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(ObjectReader.MAX_METADATA + 1);
    }
  }

  private static void assertFault(Fault fault, ObjectName name, ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .hasMessageContaining(name.toString())
        .isInstanceOfSatisfying(
            ObjectException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(fault);
              assertThat(e.object()).isEqualTo(name);
            });
  }
}
