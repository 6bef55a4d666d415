// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.Ostree;

class SeriesTest {
  @TempDir Path directory;

  private final List<String> news = new ArrayList<>();
  private Path source = Path.of("");

  @BeforeEach
  void commit() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    Files.writeString(tree.resolve("file"), "content");
    source = directory.resolve("source");
    Ostree.in(source).init("archive").commit(DataSet.BRANCH, tree);
  }

  private Series series(Contender... contenders) {
    Race race =
        new Race("test", "a test", DataSet.full(source), Optional.empty(), List.of(contenders));
    return new Series(race, directory, news::add);
  }

  @Test
  void contendersTakeTurnsAndAreMeasured() throws Exception {
    var measured = series(new LocalPull(), new TreeCopy()).run(2);

    assertThat(news).hasSize(4);
    assertThat(news.get(0)).contains("round 1: pull-local");
    assertThat(news.get(2)).contains("round 2: cp -r");
    assertThat(measured.get("pull-local")).hasSize(2).allMatch(run -> run.clientKib() > 1000);
    assertThat(measured.get("cp -r")).hasSize(2).allMatch(run -> run.seconds() > 0);
  }

  /** Brings nothing and says that it did. */
  private record Nothing() implements Contender {
    @Override
    public String name() {
      return "nothing";
    }

    @Override
    public Attempt prepare(Course course) {
      return Attempt.of("true");
    }
  }

  @Test
  void whoeverDoesNotBringTheCommitIsFoundOut() {
    assertThatThrownBy(() -> series(new Nothing()).run(1)).isInstanceOf(AssertionError.class);
  }

  /** Fails. */
  private record Failure() implements Contender {
    @Override
    public String name() {
      return "failure";
    }

    @Override
    public Attempt prepare(Course course) {
      return Attempt.of("sh", "-c", "echo oh dear >&2; exit 3");
    }
  }

  @Test
  void whatAFailingClientSaidIsTold() {
    assertThatThrownBy(() -> series(new Failure()).run(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("oh dear");
  }
}
