// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.compose.CommitRequest.Permissions;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.testdata.Ostree;

/** A directory of everything nasty, committed by both with the same wishes for owners and modes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NastyTreeTest {
  private static final Optional<Integer> OWN = Optional.empty();

  private Path tree;
  private Ostree theirs;
  private Ostree ours;

  @BeforeAll
  void makeTreeAndRepositories(@TempDir Path dir) throws IOException {
    tree = NastyTree.make(dir.resolve("tree"));
    theirs = Ostree.in(dir.resolve("theirs")).init("archive");
    ours = Ostree.in(dir.resolve("ours")).init("archive");
  }

  static Stream<Arguments> permissions() {
    return Stream.of(
        arguments("", new Permissions(OWN, OWN, false, true)),
        arguments("--owner-uid=0 --owner-gid=0", new Permissions(zero(), zero(), false, true)),
        arguments("--owner-uid=7", new Permissions(Optional.of(7), OWN, false, true)),
        arguments("--owner-gid=2147483647", new Permissions(OWN, max(), false, true)),
        arguments("--no-xattrs", new Permissions(OWN, OWN, false, false)),
        arguments("--canonical-permissions", new Permissions(OWN, OWN, true, true)),
        arguments(
            "--canonical-permissions --no-xattrs --owner-uid=0",
            new Permissions(zero(), OWN, true, false)));
  }

  private static Optional<Integer> zero() {
    return Optional.of(0);
  }

  private static Optional<Integer> max() {
    return Optional.of(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("permissions")
  void isRecordedAsTheRealToolRecordsIt(String options, Permissions permissions)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--timestamp=@" + Requests.TIMESTAMP));
    options.lines().flatMap(line -> Stream.of(line.split(" ", -1))).forEach(arguments::add);
    String expected = theirs.commit("main", tree, arguments.toArray(String[]::new));

    Checksum commit =
        DirectoryCommit.commit(
            Repository.open(ours.repository()),
            Requests.of(tree, "main").with(permissions).request());

    assertThat(ours.run("ls", "-RCX", "main").stdout())
        .isEqualTo(theirs.run("ls", "-RCX", "main").stdout());
    assertThat(commit).hasToString(expected);
  }

  @AfterAll
  void everythingIsSound() {
    ours.fsck().orThrow();
  }
}
