// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.testdata.Ostree;

/** Content objects read from repositories that the real tool wrote, in every mode. */
final class StoredContentTest {
  static Stream<String> wholeRepositories() {
    return Golden.wholeRepositories();
  }

  @ParameterizedTest
  @MethodSource("wholeRepositories")
  void isExactlyWhatItsNameSays(String name) throws IOException {
    Repository repository = Golden.open(name);

    for (ObjectName object : content(repository)) {
      StoredContent stored = repository.objects().content(object.checksum());

      assertThat(Reading.of(stored))
          .as("%s", object)
          .isEqualTo(new Reading(stored.length(), object.checksum()));
      assertThat(stored.form())
          .isEqualTo(
              repository.config().mode() == RepositoryMode.ARCHIVE
                  ? StoredContent.Form.ARCHIVE
                  : StoredContent.Form.PLAIN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive", "bare", "bare-user", "bare-user-only"})
  void keepsOddTargetsOfSymlinks(String mode, @TempDir Path dir) throws IOException {
    Path tree = dir.resolve("tree");
    Shell.run(
        tree,
        """
        ln -s a//b double
        ln -s /trailing/ trailing
        ln -s // root
        ln -s ./. here
        ln -s a/../b up
        ln -s ' blanks ' blanks
        ln -s $'tab\\t\\n' lines
        ln -s "$(printf 'x%.0s' {1..4095})" longest
        """);
    Ostree ostree = Ostree.in(dir.resolve("repository")).init(mode);
    ostree.commit("main", tree);

    assertThatContentIsWhatItsNamesSay(Repository.open(ostree.repository()), 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive", "bare-user"})
  void keepsAttributesWithoutValue(String mode, @TempDir Path dir) throws IOException {
    Shell.run(
        dir.resolve("tree"),
        "touch file; setfattr -n user.empty file; tar --xattrs -cf ../tree.tar .");
    Ostree ostree = Ostree.in(dir.resolve("repository")).init(mode);
    ostree.run("commit", "--branch=main", "--tree=tar=" + dir.resolve("tree.tar"));

    assertThat(ostree.run("ls", "-X", "main", "/file").stdout()).contains("user.empty");
    assertThatContentIsWhatItsNamesSay(Repository.open(ostree.repository()), 1);
  }

  @Test
  void passesOverAttributesWithoutValueOnDisk(@TempDir Path dir) throws IOException {
    Shell.run(dir.resolve("tree"), "touch file; setfattr -n user.full -v value file");
    Ostree ostree = Ostree.in(dir.resolve("repository")).init("bare");
    ostree.commit("main", dir.resolve("tree"));
    Repository repository = Repository.open(ostree.repository());

    Shell.run(ostree.repository(), "setfattr -n user.empty objects/*/*.file");

    ostree.fsck().orThrow();
    assertThatContentIsWhatItsNamesSay(repository, 1);
  }

  private static void assertThatContentIsWhatItsNamesSay(Repository repository, int count)
      throws IOException {
    Set<ObjectName> content = content(repository);
    assertThat(content).hasSize(count);
    for (ObjectName object : content) {
      StoredContent stored = repository.objects().content(object.checksum());
      assertThat(Reading.of(stored))
          .as("%s", object)
          .isEqualTo(new Reading(stored.length(), object.checksum()));
    }
  }

  private static Set<ObjectName> content(Repository repository) throws IOException {
    Set<Checksum> commits = Golden.commits(repository);
    Set<ObjectName> content = new TreeSet<>((x, y) -> x.checksum().compareTo(y.checksum()));
    Golden.closure(repository.objects(), commits).stream()
        .filter(object -> object.type() == ObjectType.FILE)
        .forEach(content::add);
    return content;
  }
}
