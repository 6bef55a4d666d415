// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.testdata.DamagedRepositories;
import org.ostreeupload.testdata.DamagedRepository;
import org.ostreeupload.testdata.Fault;
import org.ostreeupload.testdata.Ostree;

/** Damage that a pull finds: the receiver learns of it and asks pushers for the object. */
class ServedDamageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path dir;
  private Repository repository;
  private Checksum commit;

  @BeforeEach
  void commit() throws Exception {
    Path tree = Files.createDirectory(dir.resolve("tree"));
    Files.writeString(tree.resolve("file"), "some text");
    Ostree ostree = Ostree.in(dir.resolve("repository")).init("archive");
    commit = Checksum.parse(ostree.commit("main", tree));
    repository = Repository.open(ostree.repository());
  }

  private ObjectName any(ObjectType type) throws Exception {
    ObjectName[] found = new ObjectName[1];
    new Closure(
            repository.objects(),
            name -> {
              found[0] = name.type() == type ? name : found[0];
              return true;
            })
        .walk(commit, Optional.empty());
    return found[0];
  }

  private String damage(ObjectName name) throws Exception {
    Path file = repository.layout().object(name, "filez");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    return "objects/" + Layout.relative(name, "filez");
  }

  @Test
  void aDamagedContentObjectIsWantedAfterItWasServed() throws Exception {
    ObjectName name = any(ObjectType.FILE);
    String path = damage(name);
    try (FileServer server = FileServer.of(repository.layout().root())) {
      assertThat(server.get(path).status()).isEqualTo(200);
      Instant end = Instant.now().plus(PATIENCE);
      while (repository.wanted().all().isEmpty() && Instant.now().isBefore(end)) {
        Thread.sleep(10);
      }
    }
    assertThat(repository.wanted().all()).containsExactly(name);
  }

  @Test
  void anObjectThatNoPushCouldMendIsNotWantedAfterItWasServed() throws Exception {
    DamagedRepository odd = DamagedRepositories.make(Fault.FILEZ_XATTRS_UNSORTED, dir);
    String path = "objects/" + odd.path().resolve("objects").relativize(odd.badObjectPath());
    repository = Repository.open(odd.path());
    ObjectName flipped = soundFile(odd);
    String flippedPath = damage(flipped);
    try (FileServer server = FileServer.of(odd.path())) {
      assertThat(server.get(path).status()).isEqualTo(200);
      assertThat(server.get(flippedPath).status()).isEqualTo(200);
      Instant end = Instant.now().plus(PATIENCE);
      while (!repository.wanted().all().contains(flipped) && Instant.now().isBefore(end)) {
        Thread.sleep(10);
      }
    }
    // They are looked at one after the other.
    assertThat(repository.wanted().all()).containsExactly(flipped);
  }

  private ObjectName soundFile(DamagedRepository odd) throws IOException {
    ObjectName bad = ObjectName.parse(odd.badObject().replace(".filez", ".file"));
    Checksum root = repository.objects().readCommit(Checksum.parse(odd.commit())).tree();
    return repository.objects().readDirTree(root).files().stream()
        .map(file -> ObjectName.file(file.file()))
        .filter(name -> !name.equals(bad))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"COMMIT", "DIRTREE", "DIRMETA"})
  void damagedMetadataIsNotServed(ObjectType type) throws Exception {
    ObjectName name = any(type);
    String path = damage(name);
    try (FileServer server = FileServer.of(repository.layout().root())) {
      Answer answer = server.get(path);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.field("Cache-Control")).contains("no-store");
    }
    assertThat(repository.wanted().all()).containsExactly(name);
  }
}
