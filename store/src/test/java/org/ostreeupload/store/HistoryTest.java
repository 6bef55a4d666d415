// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;

final class HistoryTest {
  private final MemoryObjects objects = new MemoryObjects();
  private final Checksum first = objects.commit(objects.tree(), Optional.empty());
  private final Checksum second = objects.commit(objects.tree(), Optional.of(first));
  private final Checksum third = objects.commit(objects.tree(), Optional.of(second));

  @Test
  void goesFromTheNewestToTheFirst() throws IOException {
    History history = History.of(objects, third, commit -> false);

    assertThat(history.commits()).containsExactly(third, second, first);
    assertThat(history.known()).isEmpty();
  }

  @Test
  void endsAtTheKnownAncestorWithoutReadingIt() throws IOException {
    History history = History.of(objects, third, first::equals);

    assertThat(history.commits()).containsExactly(third, second);
    assertThat(history.known()).contains(first);
    assertThat(objects.read()).containsExactly(ObjectName.commit(third), ObjectName.commit(second));
  }

  @Test
  void isEmptyIfTheCommitItselfIsKnown() throws IOException {
    History history = History.of(objects, third, commit -> true);

    assertThat(history).isEqualTo(new History(List.of(), Optional.of(third)));
  }

  @Test
  void mayBeCutShort() throws IOException {
    objects.remove(ObjectName.commit(first));

    History history = History.of(objects, third, commit -> false);

    assertThat(history).isEqualTo(new History(List.of(third, second), Optional.empty()));
  }

  @Test
  void knowsAnAncestorThatIsNotThere() throws IOException {
    objects.remove(ObjectName.commit(first));

    assertThat(History.of(objects, third, first::equals).known()).contains(first);
  }

  @Test
  void beginsWithACommitThatIsThere() {
    objects.remove(ObjectName.commit(third));

    assertThatThrownBy(() -> History.of(objects, third, commit -> false))
        .isInstanceOfSatisfying(
            ObjectException.class, e -> assertThat(e.object()).isEqualTo(ObjectName.commit(third)));
  }

  @Test
  void doubtsOfTheOneWhoKnowsEndTheWalk() {
    IOException doubt = new IOException("cannot say");

    assertThatThrownBy(
            () ->
                History.of(
                    objects,
                    third,
                    commit -> {
                      throw doubt;
                    }))
        .isSameAs(doubt);
  }

  @Test
  void agreesWithTheRealTool() throws IOException {
    for (String name : List.of("archive", "shallow")) {
      Repository repository = Golden.open(name);
      Checksum head = Golden.head(repository, "history/head");

      List<String> log =
          Ostree.in(GoldenRepositories.get().repository(name))
              .run("log", head.toString())
              .stdout()
              .lines()
              .filter(line -> line.startsWith("commit "))
              .map(line -> line.substring("commit ".length()))
              .toList();

      assertThat(History.of(repository.objects(), head, commit -> false).commits())
          .extracting(Checksum::toString)
          .containsExactlyElementsOf(log);
    }
  }
}
