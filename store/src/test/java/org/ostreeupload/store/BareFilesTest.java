// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.Ostree;

final class BareFilesTest {
  private static final ObjectName NAME = ObjectName.file(MemoryObjects.checksum("object"));

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bare              | mkfifo $F
          bare              | mkdir $F
          bare              | ln -s $'\\xff' $F
          bare-user         | mkfifo $F
          bare-user         | touch $F
          bare-user         | ln -s target $F
          bare-user         | touch $F; setfattr -n user.ostreemeta -v 0x00 $F
          bare-user         | touch $F; setfattr -n user.ostreemeta -v 0x0000000000000000000041ed $F
          bare-user         | touch $F; setfattr -n user.ostreemeta -v 0x0000000000000000000081a462003102610032020408 $F
          bare-user         | touch $F; setfattr -n user.ostreemeta -v 0x00000000000000000000a1ff $F
          bare-user         | printf '\\xff' >$F; setfattr -n user.ostreemeta -v 0x00000000000000000000a1ff $F
          bare-user         | head -c 10000 /dev/zero >$F; setfattr -n user.ostreemeta -v 0x00000000000000000000a1ff $F
          bare-user-only    | mkfifo $F
          bare-split-xattrs | touch $F
          bare-split-xattrs | touch $F; printf '\\1' >$F-xattrs-link
          bare-split-xattrs | touch $F; truncate -s 11M $F-xattrs-link
          """)
  void saysThatWhatCannotBeAnObjectIsDamaged(String mode, String script) throws IOException {
    Repository repository = repository(mode);
    Path file = repository.layout().object(NAME, "file");
    Shell.run(file.resolveSibling(""), "F=" + file.getFileName() + "; " + script);

    assertThatThrownBy(() -> repository.objects().content(NAME.checksum()))
        .isInstanceOfSatisfying(
            ObjectException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(ObjectException.Fault.DAMAGED);
              assertThat(e.object()).isEqualTo(NAME);
            });
  }

  @ParameterizedTest
  @CsvSource({"bare", "bare-user", "bare-user-only", "bare-split-xattrs"})
  void saysThatAnObjectIsMissing(String mode) throws IOException {
    Repository repository = repository(mode);

    assertThatThrownBy(() -> repository.objects().content(NAME.checksum()))
        .isInstanceOfSatisfying(
            ObjectException.class,
            e -> assertThat(e.fault()).isEqualTo(ObjectException.Fault.MISSING));
  }

  @ParameterizedTest
  @CsvSource({"bare", "bare-user", "bare-user-only"})
  void damagedDataShowsInTheChecksum(String mode) throws IOException {
    Ostree ostree = Ostree.in(dir.resolve("damaged")).init(mode);
    Path tree = Files.createDirectory(dir.resolve("tree"));
    Files.writeString(tree.resolve("file"), "text");
    ostree.commit("main", tree);
    Repository repository = Repository.open(ostree.repository());
    Checksum file =
        repository
            .objects()
            .readDirTree(repository.objects().readCommit(Golden.head(repository, "main")).tree())
            .files()
            .getFirst()
            .file();
    Files.writeString(repository.layout().object(ObjectName.file(file), "file"), "test");

    assertThat(Reading.of(repository.objects().content(file)).checksum()).isNotEqualTo(file);
  }

  private Repository repository(String mode) throws IOException {
    Path root = Files.createDirectories(dir.resolve("repository/objects")).resolveSibling("");
    Files.writeString(root.resolve("config"), "[core]\nrepo_version=1\nmode=" + mode + "\n");
    return Repository.open(root);
  }
}
