// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Golden;
import org.ostreeupload.store.InMemory;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.crash.CrashFileSystem;
import org.ostreeupload.testdata.crash.Sampling;

/** Published objects that are damaged, and pushes that bring them again. */
class HealingTest {
  @TempDir private Path dir;

  @TempDir(factory = InMemory.class)
  private Path scratch;

  private Repository source;
  private Target target;
  private Checksum commit;

  @BeforeEach
  void publish() throws IOException {
    Source build = new Source(dir.resolve("source"));
    commit = build.commit("main", "one");
    source = build.open();
    target = new Target(dir.resolve("target"));
    target.push(source, "main", commit);
  }

  private ObjectName any(ObjectType type) throws IOException {
    return Golden.closure(source.objects(), commit).stream()
        .filter(name -> name.type() == type)
        .findFirst()
        .orElseThrow();
  }

  private Path damage(ObjectName name) throws IOException {
    Path file = target.repository().layout().object(name, "filez");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    return file;
  }

  /** Pushes the head once more, with everything that is missing then. */
  private Publication again(Repository repository) throws IOException {
    try (Transaction transaction = Transaction.begin(repository, "again", "a note")) {
      new Delivery(source, transaction).closure(commit);
      RefUpdate update = new RefUpdate(new RefName("main"), Optional.of(commit), commit);
      return transaction.publish(List.of(update), PublishRules.PUSH);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedObjectIsReplacedByThePushThatHasIt(ObjectType type) throws IOException {
    ObjectName name = any(type);
    damage(name);
    target.repository().wanted().add(name);

    assertThat(again(target.repository())).isInstanceOf(Publication.Done.class);

    assertThat(target.repository().wanted().all()).isEmpty();
    target.repository().objects().verify(name);
    target.ostree().fsck().orThrow();
  }

  @ParameterizedTest
  @EnumSource
  void aMissingObjectIsBroughtByThePushThatHasIt(ObjectType type) throws IOException {
    ObjectName name = any(type);
    Files.delete(target.repository().layout().object(name, "filez"));
    target.repository().wanted().add(name);

    assertThat(again(target.repository())).isInstanceOf(Publication.Done.class);

    assertThat(target.repository().wanted().all()).isEmpty();
    target.ostree().fsck().orThrow();
  }

  @ParameterizedTest
  @EnumSource
  void anObjectThatTheDiskCannotReadIsReplacedByThePushThatHasIt(ObjectType type)
      throws IOException {
    ObjectName name = any(type);
    CrashFileSystem disk = CrashFileSystem.over(target.root());
    Repository repository = Repository.open(disk.root());
    disk.breakReading(repository.layout().object(name, "filez"));
    repository.wanted().add(name);

    assertThat(again(repository)).isInstanceOf(Publication.Done.class);

    assertThat(repository.wanted().all()).isEmpty();
    repository.objects().verify(name);
    target.ostree().fsck().orThrow();
  }

  @Test
  void aSoundObjectIsNotReplacedEvenIfSomebodyCalledItDamaged() throws IOException {
    ObjectName name = any(ObjectType.FILE);
    Path file = target.repository().layout().object(name, "filez");
    Object before = Files.readAttributes(file, "unix:ino").get("ino");
    target.repository().wanted().add(name);

    again(target.repository());

    assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(before);
    assertThat(target.repository().wanted().all()).isEmpty();
  }

  @Test
  void aDamagedObjectThatNobodyCalledSoIsLeftAlone() throws IOException {
    Path file = damage(any(ObjectType.FILE));
    byte[] damaged = Files.readAllBytes(file);

    again(target.repository());

    assertThat(file).hasBinaryContent(damaged);
  }

  @Test
  void damageThatAPushMeetsIsNoted() throws IOException {
    ObjectName tree = any(ObjectType.DIRTREE);
    damage(tree);

    try (Transaction transaction = target.begin()) {
      assertThatThrownBy(() -> transaction.readMetadata(tree)).hasMessageContaining("damaged");
      assertThat(transaction.contains(tree)).isFalse();
    }
    assertThat(target.repository().wanted().all()).containsExactly(tree);
  }

  @Test
  void whatTheDiskCannotReadIsNoted() throws IOException {
    ObjectName tree = any(ObjectType.DIRTREE);
    CrashFileSystem disk = CrashFileSystem.over(target.root());
    Repository repository = Repository.open(disk.root());
    disk.breakReading(repository.layout().object(tree, "filez"));

    try (Transaction transaction = Transaction.begin(repository, "another")) {
      assertThatThrownBy(() -> transaction.readMetadata(tree)).hasMessageContaining("damaged");
      assertThat(transaction.contains(tree)).isFalse();
    }
    assertThat(repository.wanted().all()).containsExactly(tree);
  }

  @Test
  void aMarkThatNamesNoCommitDoesNotHinderHealing() throws IOException {
    ObjectName name = any(ObjectType.FILE);
    damage(name);
    target.repository().wanted().add(name);
    Path mark = target.repository().layout().partialMark(commit);
    Files.createDirectories(mark.resolveSibling(""));
    Files.writeString(mark.resolveSibling("x.commitpartial"), "f");
    Files.writeString(mark, "f");

    assertThat(again(target.repository())).isInstanceOf(Publication.Done.class);

    assertThat(mark).doesNotExist();
    assertThat(mark.resolveSibling("x.commitpartial")).exists();
  }

  @Test
  void theMarksOfTheRealFsckGoWithTheDamage() throws IOException {
    ObjectName name = any(ObjectType.FILE);
    damage(name);
    target.repository().wanted().add(name);
    assertThat(target.ostree().tryRun("fsck", "--all", "--delete").succeeded()).isFalse();
    Path mark = target.repository().layout().partialMark(commit);
    assertThat(mark).hasContent("f");

    again(target.repository());

    assertThat(mark).doesNotExist();
    target.ostree().fsck().orThrow();
  }

  @Test
  void aCrashWhileHealingLosesNothing() throws IOException {
    ObjectName name = any(ObjectType.FILE);
    damage(name);
    target.repository().wanted().add(name);
    target.ostree().run("config", "set", "core.fsync", "true");
    CrashFileSystem disk = CrashFileSystem.over(target.root());
    assertThat(again(Repository.open(disk.root()))).isInstanceOf(Publication.Done.class);
    int[] looked = {0};
    int states =
        disk.crashStates(new Sampling(6, 4, 1))
            .forEach(
                state -> {
                  Path root = state.materialise(scratch.resolve("crashed"));
                  Files.deleteIfExists(root.resolve(".ostree-upload/staging/again/boot"));
                  Path config = root.resolve("config");
                  Files.writeString(
                      config, Files.readString(config).replace("fsync=true", "fsync=false"));
                  Repository crashed = Repository.open(root);
                  for (Transaction left : Recovery.run(crashed).transactions()) {
                    left.close();
                  }
                  assertThat(crashed.refs().head(new RefName("main")))
                      .as("%s", state)
                      .contains(commit);
                  if (crashed.wanted().all().isEmpty()) {
                    crashed.objects().verify(name);
                  }
                  assertThat(again(crashed)).isInstanceOf(Publication.Done.class);
                  crashed.objects().verify(name);
                  if (looked[0]++ % 20 == 0) {
                    assertThat(Ostree.in(root).fsck().succeeded()).as("%s", state).isTrue();
                  }
                  DurableFiles.deleteTree(root);
                });
    System.out.printf("healing: %d crash states%n", states);
    assertThat(states).isGreaterThan(50);
  }
}
