// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;
import static org.ostreeupload.receiver.push.Caller.wish;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Publish.Move;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.protocol.message.RefOutcome;
import org.ostreeupload.store.object.Checksum;

/** Which refs may move where; all that is refused leaves the repository as it was. */
class RefRulesTest {
  @TempDir private Path directory;
  private Production production;
  private Caller caller;
  private Source source;

  @BeforeEach
  void start() throws Exception {
    production = Production.start(directory);
    caller = production.builder();
    source = Source.make(directory.resolve("source"));
  }

  @AfterEach
  void close() throws Exception {
    production.close();
  }

  /** Opens a push, sends everything and publishes, which must be refused for its refs. */
  private List<RefOutcome> refused(List<Wish> wishes, Move... moves) throws Exception {
    SortedMap<String, Checksum> before = production.visible();
    String id = caller.open(wishes.toArray(new Wish[0])).id().orElseThrow();
    caller.deliver(id, source.bundle());
    Problem problem = caller.publish(id, moves).problem(ErrorCode.REFS_REFUSED);
    assertThat(caller.publish(id, moves).problem(ErrorCode.REFS_REFUSED)).isEqualTo(problem);
    assertThat(caller.discard(id).status()).isEqualTo(204);
    assertThat(production.visible()).isEqualTo(before);
    production.assertSound();
    assertThat(problem.refs()).hasSameSizeAs(moves);
    return problem.refs();
  }

  private RefOutcome refused(String ref, String expected, String target) throws Exception {
    List<RefOutcome> outcomes = refused(List.of(wish(ref, target)), move(ref, expected, target));
    RefOutcome outcome = outcomes.getFirst();
    assertThat(outcome.ref().value()).isEqualTo(ref);
    assertThat(outcome.target()).hasToString(target);
    assertThat(outcome.detail()).isNotBlank();
    return outcome;
  }

  @Test
  void refusesAHeadThatIsNotTheExpectedOne() throws Exception {
    String first = source.commit("main", "first");
    caller.push("main", first, source);
    String second = source.commit("main", "second");
    String third = source.commit("main", "third");

    assertThat(refused("main", "", second).outcome()).isEqualTo("stale");
    RefOutcome outcome = refused("main", second, third);

    assertThat(outcome.outcome()).isEqualTo("stale");
    assertThat(outcome.before()).hasToString("Optional[" + first + "]");
    assertThat(outcome.detail()).contains(first, second);
  }

  @Test
  void refusesToCreateARefThatIsExpectedToBeThere() throws Exception {
    String first = source.commit("main", "first");
    String second = source.commit("main", "second");

    assertThat(refused("main", first, second).outcome()).isEqualTo("stale");
  }

  @Test
  void theLaterOfTwoPushesFromTheSameHeadIsRefused() throws Exception {
    String first = source.commit("main", "first");
    caller.push("main", first, source);
    String second = source.commit("main", "second");
    String mine = caller.open("main", second);
    caller.deliver(mine, source.bundle());
    Source elsewhere = Source.make(directory.resolve("elsewhere"));
    elsewhere.ostree().pullLocal(production.repository(), "main");
    String other = elsewhere.commit("main", "other");
    assertThat(production.caller("other").push("main", other, elsewhere)).isTrue();

    Problem problem =
        caller.publish(mine, move("main", first, second)).problem(ErrorCode.REFS_REFUSED);

    assertThat(problem.refs().getFirst().outcome()).isEqualTo("stale");
    assertThat(production.ostree().revParse("main")).isEqualTo(other);
    caller.discard(mine);
    production.assertSound();
  }

  @Test
  void refusesWhatIsNoFastForward() throws Exception {
    String first = source.commit("main", "first");
    String second = source.commit("main", "second");
    caller.push("main", second, source);
    String orphan = source.commit("main", "orphan", "--orphan", "--bind-ref=main");

    assertThat(refused("main", second, first).outcome()).isEqualTo("not-fast-forward");
    assertThat(refused("main", second, orphan).outcome()).isEqualTo("not-fast-forward");
  }

  @Test
  void refusesACommitThatIsBoundToOtherRefs() throws Exception {
    String commit = source.commit("main", "first", "--bind-ref=also");

    RefOutcome outcome = refused("elsewhere", "", commit);

    assertThat(outcome.outcome()).isEqualTo("not-bound");
    assertThat(outcome.detail()).contains("also", "main");
    assertThat(caller.push("also", commit, source)).isTrue();
  }

  @Test
  void takesACommitThatIsBoundToNothing() throws Exception {
    String commit = source.commit("main", "first", "--no-bindings");

    assertThat(caller.push("elsewhere", commit, source)).isTrue();
  }

  @Test
  void refusesNamesThatCannotBeSideBySide() throws Exception {
    String one = source.commit("a/b", "1", "--no-bindings");
    caller.push("a/b", one, source);

    assertThat(refused("a", "", one).outcome()).isEqualTo("name-conflict");
    assertThat(refused("a/b/c", "", one).outcome()).isEqualTo("name-conflict");
    assertThat(
            refused(
                List.of(wish("x", one), wish("x/y", one)),
                move("x", "", one),
                move("x/y", "", one)))
        .extracting(RefOutcome::outcome)
        .contains("name-conflict");
    assertThat(caller.push("a/c", one, source)).isTrue();
  }

  @Test
  void refusesToMoveAnAlias() throws Exception {
    String one = source.commit("main", "1", "--no-bindings");
    caller.push("main", one, source);
    production.ostree().run("refs", "--alias", "--create=alias", "main");
    String two = source.commit("main", "2", "--no-bindings");

    assertThat(refused("alias", one, two).outcome()).isEqualTo("name-conflict");
  }

  @Test
  void movesNoRefIfOneMayNotMove() throws Exception {
    String good = source.commit("good", "good");
    String bad = source.commit("worse", "worse");

    List<RefOutcome> outcomes =
        refused(
            List.of(wish("good", good), wish("worse", bad)),
            move("good", "", good),
            move("worse", bad, bad));

    assertThat(outcomes).extracting(RefOutcome::outcome).containsExactly("held-back", "stale");
    assertThat(production.ostree().run("refs").stdout()).isBlank();
  }

  @Test
  void refusesACommitOfAnotherCollection() throws Exception {
    production.close();
    production =
        Production.start(
            Files.createDirectory(directory.resolve("of-a-collection")),
            "--collection-id=org.example.Here");
    caller = production.builder();
    Source there = Source.make(directory.resolve("there"), "--collection-id=org.example.There");
    Source here = Source.make(directory.resolve("here"), "--collection-id=org.example.Here");

    source.commit("main", "none");
    assertThat(refused("main", "", source.ostree().revParse("main")).detail())
        .contains("no collection");
    source = there;
    RefOutcome outcome = refused("main", "", there.commit("main", "there"));
    assertThat(outcome.outcome()).isEqualTo("not-bound");
    assertThat(outcome.detail()).contains("org.example.There", "org.example.Here");

    assertThat(caller.push("main", here.commit("main", "here"), here)).isTrue();
  }

  @Test
  void refusesToPublishARefThatWasNotOpened() throws Exception {
    String commit = source.commit("main", "first", "--no-bindings");
    String id = caller.open("main", commit);
    caller.deliver(id, source.bundle());

    Problem problem =
        caller
            .publish(id, move("main", "", commit), move("other", "", commit))
            .problem(ErrorCode.MALFORMED);

    assertThat(problem.detail()).contains("'other'");
    caller.publish(id).problem(ErrorCode.MALFORMED);
    Problem twice =
        caller
            .publish(id, move("main", "", commit), move("main", "", commit))
            .problem(ErrorCode.MALFORMED);
    assertThat(twice.detail()).contains("'main'");
    assertThat(production.ostree().run("refs").stdout()).isBlank();
    caller.publish(id, move("main", "", commit)).message(200, Published.class);
  }

  @Test
  void refusesToOpenAPushOfNothingOrOfTheSameTwice() throws Exception {
    String commit = source.commit("main", "first");

    caller.postJson(Routes.PUSHES, new OpenPush(List.of())).problem(ErrorCode.MALFORMED);
    Problem twice =
        caller
            .postJson(
                Routes.PUSHES, new OpenPush(List.of(wish("main", commit), wish("main", commit))))
            .problem(ErrorCode.MALFORMED);

    assertThat(twice.detail()).contains("'main'");
    assertThat(production.staged()).isEmpty();
  }

  @Test
  void saysWhetherAPushWasOpenAlready() throws Exception {
    String commit = source.commit("main", "first");
    OpenPush request = new OpenPush(List.of(wish("main", commit)));

    OpenedPush first = caller.postJson(Routes.PUSHES, request).message(201, OpenedPush.class);
    OpenedPush again = caller.postJson(Routes.PUSHES, request).message(200, OpenedPush.class);

    assertThat(again.id()).isPresent().isEqualTo(first.id());
  }

  @Test
  void takesNamesThatOnlyLookStrange() throws Exception {
    String commit = source.commit("main", "first", "--no-bindings");
    for (String name : List.of("ünï/日本", "a..b", "x86_64/v1.0-rc", "_", "7-", "a.lock", "HEAD")) {
      assertThat(caller.push(name, commit, source)).isTrue();
      assertThat(production.ostree().revParse(name)).isEqualTo(commit);
    }
    production.assertSound();
  }
}
