// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.RefResult.Outcome;

/** Whether refs may move, and that none does if one may not. */
final class RefOutcomesTest {
  @TempDir Path dir;
  private Source source;
  private Target target;
  private Checksum first;
  private Checksum second;

  @BeforeEach
  void makeRepositories() throws IOException {
    source = new Source(dir.resolve("source"));
    first = source.commit("main", "one", "--bind-ref=other", "--bind-ref=main/below");
    second = source.commit("main", "two", "--bind-ref=other", "--bind-ref=main/below");
    target = new Target(dir.resolve("target"));
  }

  @Test
  void newBranchAndFastForwardMove() throws IOException {
    assertThat(outcomes(push(target.update("main", first)))).containsExactly(Outcome.MOVED);
    assertThat(target.head("main")).contains(first);

    Publication publication = push(target.update("main", second));

    assertThat(publication)
        .isEqualTo(
            new Publication.Done(
                List.of(
                    new RefResult(
                        new RefUpdate(new RefName("main"), Optional.of(first), second),
                        Outcome.MOVED,
                        Optional.of(first),
                        ""))));
    assertThat(target.ostree().revParse("main")).isEqualTo(second.toString());
  }

  @Test
  void severalBranchesMoveAtOnce() throws IOException {
    Publication publication = push(target.update("main", second), target.update("other", first));

    assertThat(outcomes(publication)).containsExactly(Outcome.MOVED, Outcome.MOVED);
    assertThat(target.head("main")).contains(second);
    assertThat(target.head("other")).contains(first);
  }

  @Test
  void repeatedPushIsUnchangedWhateverItExpects() throws IOException {
    push(target.update("main", first));

    for (Optional<Checksum> expected : List.of(Optional.of(second), Optional.<Checksum>empty())) {
      RefUpdate repeated = new RefUpdate(new RefName("main"), expected, first);
      assertThat(outcomes(push(repeated))).containsExactly(Outcome.UNCHANGED);
    }
    assertThat(target.head("main")).contains(first);
  }

  @Test
  void unknownFilesBelowTheNameOfARefAreKept() throws IOException {
    Path directory = Files.createDirectories(target.root().resolve("refs/heads/main/of-others"));
    Path file = Files.writeString(directory.resolve(".tmp-1"), "");

    assertThat(outcomes(push(target.update("main", first)))).containsExactly(Outcome.NAME_CONFLICT);
    assertThat(file).exists();
  }

  @Test
  void branchThatSomebodyElseMovedIsStale() throws IOException {
    push(target.update("main", first));

    assertRefused(new RefUpdate(new RefName("main"), Optional.empty(), second), Outcome.STALE);
    assertRefused(new RefUpdate(new RefName("main"), Optional.of(second), second), Outcome.STALE);
  }

  @Test
  void branchThatSomebodyElseDeletedIsStale() throws IOException {
    assertRefused(new RefUpdate(new RefName("main"), Optional.of(first), second), Outcome.STALE);
  }

  @Test
  void oldAndUnrelatedCommitsAreNoFastForward() throws IOException {
    push(target.update("main", second));
    Checksum unrelated = source.commit("main", "three", "--parent=none");

    assertRefused(target.update("main", first), Outcome.NOT_FAST_FORWARD);
    assertRefused(target.update("main", unrelated), Outcome.NOT_FAST_FORWARD);
  }

  @Test
  void localCommitMayMoveBranchAnywhere() throws IOException {
    push(target.update("main", first));
    push(target.update("main", second));

    try (Transaction transaction = target.begin()) {
      Publication publication =
          transaction.publish(List.of(target.update("main", first)), PublishRules.LOCAL_COMMIT);
      assertThat(outcomes(publication)).containsExactly(Outcome.MOVED);
    }
    assertThat(target.head("main")).contains(first);
  }

  @Test
  void commitOfAnotherBranchIsNotBound() throws IOException {
    assertRefused(target.update("foreign", first), Outcome.NOT_BOUND);
  }

  @Test
  void saysLittleAboutManyBindings() throws IOException {
    String[] bindings =
        IntStream.range(0, 3000).mapToObj("--bind-ref=branch-%d"::formatted).toArray(String[]::new);
    Checksum bound = source.commit("main", "three", bindings);

    assertThat(refusal(target.update("foreign", bound)))
        .contains(bound.toString(), "'branch-0, branch-1, branch-10' and 2998 others")
        .hasSizeLessThan(300);
  }

  @Test
  void saysLittleAboutLongBindings() throws IOException {
    String huge = "x".repeat(100_000);
    Checksum bound = source.commit("main", "three", "--bind-ref=" + huge);
    Checksum collected =
        source.commit("other", "four", "--add-metadata-string=ostree.collection-binding=" + huge);

    assertThat(refusal(target.update("foreign", bound))).hasSizeLessThan(500);
    target = new Target(dir.resolve("collection"), "--collection-id=org.example.Own");
    assertThat(refusal(target.update("other", collected)))
        .contains("org.example.Own")
        .hasSizeLessThan(500);
  }

  @Test
  void commitWithoutBindingGoesToAnyBranch() throws IOException {
    Checksum unbound = source.commit("main", "three", "--no-bindings");

    assertThat(outcomes(push(target.update("any/branch", unbound)))).containsExactly(Outcome.MOVED);
  }

  @Test
  void collectionMustBeTheRepositorysOwn() throws IOException {
    Target collection = new Target(dir.resolve("collection"), "--collection-id=org.example.Own");
    String binding = "--add-metadata-string=ostree.collection-binding=org.example.";
    Checksum own = source.commit("own", "1", binding + "Own");
    Checksum foreign = source.commit("foreign", "2", binding + "Foreign");
    Checksum without = source.commit("without", "3");
    target = collection;

    assertRefused(target.update("foreign", foreign), Outcome.NOT_BOUND);
    assertRefused(target.update("without", without), Outcome.NOT_BOUND);
    assertThat(outcomes(push(target.update("own", own)))).containsExactly(Outcome.MOVED);
  }

  @Test
  void repositoryWithoutCollectionTakesCommitsOfAny() throws IOException {
    Checksum foreign =
        source.commit(
            "main", "3", "--add-metadata-string=ostree.collection-binding=org.example.Foreign");

    assertThat(outcomes(push(target.update("main", foreign)))).containsExactly(Outcome.MOVED);
  }

  @Test
  void refCannotLieBelowAnother() throws IOException {
    push(target.update("main", first));

    assertRefused(target.update("main/below", second), Outcome.NAME_CONFLICT);
  }

  @Test
  void refCannotLieAboveAnother() throws IOException {
    push(target.update("main/below", first));

    assertRefused(target.update("main", second), Outcome.NAME_CONFLICT);
  }

  @Test
  void refsOfOnePushCannotLieBelowOneAnother() throws IOException {
    RefUpdate above = target.update("main", first);
    RefUpdate below = target.update("main/below", first);

    assertThat(refused(above, below)).contains(Outcome.NAME_CONFLICT);
    assertThat(refused(below, above)).contains(Outcome.NAME_CONFLICT);
  }

  @Test
  void onePushCannotMoveARefTwice() throws IOException {
    assertThat(refused(target.update("main", first), target.update("main", second)))
        .contains(Outcome.NAME_CONFLICT);
  }

  @Test
  void aliasCannotBeMoved() throws IOException {
    push(target.update("main", first));
    target.ostree().run("refs", "--alias", "--create=other", "main");

    assertRefused(target.update("other", second), Outcome.NAME_CONFLICT);
    Files.createSymbolicLink(target.root().resolve("refs/heads/dangling"), Path.of("nowhere"));
    Checksum unbound = source.commit("main", "three", "--no-bindings");
    assertRefused(target.update("dangling", unbound), Outcome.NAME_CONFLICT);
  }

  @Test
  void summaryTellsWhereAliasesPoint() throws IOException {
    push(target.update("main", first));
    target.ostree().run("refs", "--alias", "--create=deep/alias", "main");
    target.ostree().run("refs", "--alias", "--create=alias-of-alias", "deep/alias");

    push(target.update("main", second));

    assertThat(target.ostree().run("summary", "-v").stdout())
        .contains("* main", "* deep/alias", "* alias-of-alias", second.toString())
        .doesNotContain(first.toString());
  }

  @Test
  void directoriesWithoutRefsAreNoConflict() throws IOException {
    Files.createDirectories(target.root().resolve("refs/heads/main/empty"));

    assertThat(outcomes(push(target.update("main", first)))).containsExactly(Outcome.MOVED);
    assertThat(target.head("main")).contains(first);
  }

  @Test
  void oneRefusalHoldsBackTheOthers() throws IOException {
    Checksum unbound = source.commit("main", "three", "--no-bindings");

    assertThat(refused(target.update("free", unbound), target.update("foreign", first)))
        .containsExactly(Outcome.HELD_BACK, Outcome.NOT_BOUND);
  }

  private void assertRefused(RefUpdate update, Outcome outcome) throws IOException {
    assertThat(refused(update)).containsExactly(outcome);
  }

  /** What a push that is refused says about its only branch. */
  private String refusal(RefUpdate update) throws IOException {
    Publication publication = push(update);

    assertThat(publication).isInstanceOf(Publication.Refused.class);
    RefResult result = ((Publication.Refused) publication).results().getFirst();
    assertThat(result.outcome()).isEqualTo(Outcome.NOT_BOUND);
    return result.detail();
  }

  /** The outcomes of a push that is refused and changes nothing. */
  private List<Outcome> refused(RefUpdate... updates) throws IOException {
    List<String> before = target.listing();

    Publication publication = push(updates);

    assertThat(publication).isInstanceOf(Publication.Refused.class);
    assertThat(target.listing()).isEqualTo(before);
    assertThat(((Publication.Refused) publication).results())
        .allMatch(result -> result.outcome().isRefusal() != result.detail().isEmpty());
    return outcomes(publication);
  }

  /** Sends what the branches shall point to, and asks to move them. */
  private Publication push(RefUpdate... updates) throws IOException {
    try (Transaction transaction = target.begin()) {
      Delivery delivery = new Delivery(source.open(), transaction);
      for (RefUpdate update : updates) {
        delivery.closure(update.target());
      }
      return transaction.publish(List.of(updates), PublishRules.PUSH);
    }
  }

  private static List<Outcome> outcomes(Publication publication) {
    List<RefResult> results =
        switch (publication) {
          case Publication.Done done -> done.results();
          case Publication.Refused refused -> refused.results();
          case Publication.Incomplete incomplete -> throw new AssertionError(incomplete);
        };
    return results.stream().map(RefResult::outcome).toList();
  }
}
