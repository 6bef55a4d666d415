// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.testdata.GoldenRef;
import org.ostreeupload.testdata.GoldenRepositories;

final class PruneAsOstreeTest {
  private static final GoldenRepositories GOLDEN = GoldenRepositories.get();

  @TempDir private Path dir;

  /** Which refs are deleted before the prune. */
  enum Deletion {
    EVERY_OTHER,
    ALL
  }

  static Stream<Arguments> cases() {
    return GOLDEN.names().stream()
        .flatMap(
            name -> Stream.of(Deletion.values()).map(deletion -> Arguments.of(name, deletion)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leavesWhatTheRealToolLeaves(String name, Deletion deletion) throws IOException {
    TestRepository ours = withoutRefs(name, deletion, dir.resolve("ours"));
    TestRepository theirs = withoutRefs(name, deletion, dir.resolve("theirs"));
    int before = ours.objects("").size();

    PruneResult result = ours.prune();
    theirs.ostree().run("prune", "--refs-only");

    assertThat(withoutXattrs(ours)).isEqualTo(withoutXattrs(theirs));
    assertThat(ours.ostree().fsck().orThrow().stdout()).doesNotContain("error:");
    assertThat(result.deleted()).isLessThanOrEqualTo(before);
    assertThat(result.deleted() == 0).isEqualTo(ours.objects("").size() == before);
  }

  @Test
  void countsAsTheRealToolDoes() throws IOException {
    TestRepository ours = withoutRefs("archive", Deletion.EVERY_OTHER, dir.resolve("ours"));
    TestRepository theirs = withoutRefs("archive", Deletion.EVERY_OTHER, dir.resolve("theirs"));

    PruneResult result = ours.prune();

    // The real tool rounds the bytes.
    assertThat(theirs.ostree().run("prune", "--refs-only").stdout())
        .contains("Total objects: " + result.objects() + "\n")
        .contains("Deleted " + result.deleted() + " objects, ");
    assertThat(result.deleted()).isGreaterThan(10);
    assertThat(result.bytesFreed()).isGreaterThan(result.deleted());
  }

  @Test
  void secondRunFindsNothing() throws IOException {
    TestRepository repository = withoutRefs("bare-split-xattrs", Deletion.EVERY_OTHER, copy());

    PruneResult first = repository.prune();
    PruneResult second = repository.prune();

    assertThat(second).isEqualTo(new PruneResult(first.objects() - first.deleted(), 0, 0));
  }

  private Path copy() {
    return dir.resolve("copy");
  }

  /** The real tool never deletes the extended attributes of files that it deleted. */
  private static List<String> withoutXattrs(TestRepository repository) {
    return repository.listing().stream().filter(line -> !line.contains(".file-xattrs")).toList();
  }

  private static TestRepository withoutRefs(String name, Deletion deletion, Path target)
      throws IOException {
    TestRepository repository = TestRepository.golden(name, target);
    // The real tool wants aliases deleted before their targets.
    List<String> aliases = new ArrayList<>();
    List<String> others = new ArrayList<>();
    int index = 0;
    for (GoldenRef ref : GOLDEN.refs().filter(ref -> ref.repository().equals(name)).toList()) {
      Path file = repository.root().resolve("refs").resolve(ref.path());
      if (Files.isSymbolicLink(file)) {
        aliases.add(refspec(ref));
      } else if (deletion == Deletion.EVERY_OTHER && index++ % 2 == 1) {
        assertThat(file).exists();
      } else if (ref.path().startsWith("mirrors/")) {
        Files.delete(file); // The real tool has no command for these.
      } else {
        others.add(refspec(ref));
      }
    }
    if (!others.isEmpty()) {
      aliases.addAll(others);
      repository.deleteRefs(aliases.toArray(String[]::new));
    }
    return repository;
  }

  private static String refspec(GoldenRef ref) {
    return ref.isBranch()
        ? ref.branch()
        : ref.path().substring("remotes/".length()).replaceFirst("/", ":");
  }
}
