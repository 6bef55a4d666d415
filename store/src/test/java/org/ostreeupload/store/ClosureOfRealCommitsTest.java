// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.GoldenRef;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;

final class ClosureOfRealCommitsTest {
  /** Kind and mode, owners, size, then the checksums; a name can hold a line end. */
  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^([d\\-l])[0-7]{5} \\d+ \\d+ +\\d+ ([0-9a-f]{64}) (?:([0-9a-f]{64}) )?/");

  static Stream<GoldenRef> refs() {
    return GoldenRepositories.get()
        .refs()
        .filter(ref -> ref.repository().equals("archive") && ref.isBranch());
  }

  @ParameterizedTest
  @MethodSource("refs")
  void isWhatTheRealToolLists(GoldenRef ref) throws IOException {
    Checksum commit = Checksum.parse(ref.commit());

    assertThat(Golden.closure(Golden.open("archive").objects(), commit))
        .isEqualTo(listed("archive", commit));
  }

  private static Set<ObjectName> listed(String repository, Checksum commit) throws IOException {
    String listing =
        Ostree.in(GoldenRepositories.get().repository(repository))
            .run("ls", "-RC", commit.toString())
            .stdout();
    Set<ObjectName> names = new HashSet<>(Set.of(ObjectName.commit(commit)));
    Matcher matcher = LINE.matcher(listing);
    while (matcher.find()) {
      Checksum checksum = Checksum.parse(matcher.group(2));
      if (matcher.group(1).equals("d")) {
        names.add(ObjectName.dirTree(checksum));
        names.add(ObjectName.dirMeta(Checksum.parse(matcher.group(3))));
      } else {
        names.add(ObjectName.file(checksum));
      }
    }
    return names;
  }

  @Test
  void againstParentIsTheDifference() throws IOException {
    Repository repository = Golden.open("archive");
    var commits =
        History.of(repository.objects(), Golden.head(repository, "history/head"), commit -> false)
            .commits();

    for (int i = 0; i + 1 < commits.size(); i++) {
      Set<ObjectName> visited = new HashSet<>();
      new Closure(repository.objects(), visited::add)
          .walk(commits.get(i), Optional.of(commits.get(i + 1)));

      Set<ObjectName> difference = Golden.closure(repository.objects(), commits.get(i));
      difference.removeAll(Golden.closure(repository.objects(), commits.get(i + 1)));
      assertThat(visited).as("step %s", commits.size() - i).containsAll(difference);
      assertThat(visited.size()).isLessThan(difference.size() + 3);
    }
  }
}
