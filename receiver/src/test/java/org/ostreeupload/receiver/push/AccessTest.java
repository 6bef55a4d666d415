// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;
import static org.ostreeupload.receiver.push.Caller.wish;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.protocol.message.Reservation;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.tokens.RefPattern;
import org.ostreeupload.tokens.TokenEntry;

/** Who may do what. */
class AccessTest {
  @TempDir private Path directory;
  private Production production;
  private Source source;
  private String commit;

  @BeforeEach
  void start() throws Exception {
    production = Production.start(directory);
    source = Source.make(directory.resolve("source"));
    commit = source.commit("main", "first");
  }

  @AfterEach
  void close() throws Exception {
    production.close();
  }

  /** Every request of a push. */
  private List<Reply> requests(Caller caller, String id) throws Exception {
    List<Reply> replies = new ArrayList<>(requestsThatGoOn(caller, id));
    replies.add(caller.discard(id));
    return replies;
  }

  /** Every request of a push but the one that ends it. */
  private List<Reply> requestsThatGoOn(Caller caller, String id) throws Exception {
    ObjectName name = source.names().getFirst();
    return List.of(
        caller.postJson(Routes.reservation(id), new Reservation(1)),
        caller.missing(id, source.names()),
        caller.bundle(id, source.bundle()),
        caller.sendPiece(id, name, "archive", 1, 0, new byte[1]),
        caller.publish(id, move("main", "", commit)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wrong", "expired", "Builder", "builder1"})
  void refusesEveryRequestWithoutAGoodToken(String token) throws Exception {
    String id = production.builder().open("main", commit);
    Caller caller = production.caller(token);

    Reply open = caller.postJson(Routes.PUSHES, new OpenPush(List.of(wish("main", commit))));
    assertThat(open.problem(ErrorCode.UNAUTHORIZED).detail()).contains("token");
    assertThat(open.field("WWW-Authenticate")).isEqualTo("Bearer");
    for (Reply reply : requests(caller, id)) {
      reply.problem(ErrorCode.UNAUTHORIZED);
    }
    assertThat(caller.tellOffset(id, source.names().getFirst(), "archive", 1).status())
        .isEqualTo(401);

    production.builder().deliver(id, source.bundle());
  }

  @Test
  void saysThatATokenHasExpired() throws Exception {
    Reply reply = production.caller("expired").discard("any");

    assertThat(reply.problem(ErrorCode.UNAUTHORIZED).detail()).contains("'expired'", "expired;");
  }

  @Test
  void neverShowsATokenThatItDoesNotKnow() throws Exception {
    for (String token : List.of("hunter2", "x".repeat(2000), "hunter2 hunter2", "hunter2\tx")) {
      Reply reply =
          production
              .caller("")
              .send("DELETE", Routes.push("any"), new byte[0], "Authorization", "Bearer " + token);

      Problem problem = reply.problem(ErrorCode.UNAUTHORIZED);
      assertThat(problem.toString()).doesNotContain("hunter2").doesNotContain("xxxx");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"builder", "Bearer", "Bearer ", "Basic builder", "Bearerbuilder"})
  void refusesOtherAuthorizations(String value) throws Exception {
    production
        .caller("")
        .send("DELETE", Routes.push("any"), new byte[0], "Authorization", value)
        .problem(ErrorCode.UNAUTHORIZED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer builder", "bearer builder", "BEARER   builder "})
  void theWordBearerIsWrittenInAnyCase(String value) throws Exception {
    production
        .caller("")
        .send("DELETE", Routes.push("any"), new byte[0], "Authorization", value)
        .problem(ErrorCode.UNKNOWN_PUSH);
  }

  @Test
  void aPushIsUnknownToEveryTokenButItsOwn() throws Exception {
    String id = production.builder().open("main", commit);
    Caller other = production.caller("other");

    for (Reply reply : requests(other, id)) {
      reply.problem(ErrorCode.UNKNOWN_PUSH);
    }
    assertThat(other.tellOffset(id, source.names().getFirst(), "archive", 1).status())
        .isEqualTo(404);

    production.builder().deliver(id, source.bundle());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "..", "%2e%2e", "..%2f..", "0b9c8d6e-6f5a-4b1a-9d3e-2f1c0a9b8d7e"})
  void refusesAPushThatNeverWas(String id) throws Exception {
    for (Reply reply : requests(production.builder(), id)) {
      assertThat(reply.status()).isEqualTo(404);
    }
    assertThat(production.staged()).isEmpty();
  }

  @Test
  void aTokenForSomeRefsPushesToNoOther() throws Exception {
    Caller developer = production.caller("developer");
    String allowed = source.commit("dev/x", "x");

    Problem problem =
        developer
            .postJson(
                Routes.PUSHES, new OpenPush(List.of(wish("dev/x", allowed), wish("main", commit))))
            .problem(ErrorCode.FORBIDDEN);
    assertThat(problem.detail()).contains("'developer'", "'main'");

    String id = developer.open("dev/x", allowed);
    developer.deliver(id, source.bundle());
    Problem sneaked = developer.publish(id, move("main", "", commit)).problem(ErrorCode.MALFORMED);
    assertThat(sneaked.detail()).contains("'main'");
    assertThat(production.visible().keySet())
        .noneMatch(name -> name.startsWith("refs/heads/") || name.startsWith("objects/"));

    assertThat(developer.push("dev/x", allowed, source)).isTrue();
  }

  @Test
  void aTokenForSomeRefsLeavesTheSignaturesOfOthersAlone() throws Exception {
    production.builder().push("main", commit, source);
    Set<String> before = production.visible().keySet();
    Caller developer = production.caller("developer");
    String allowed = source.commit("dev/x", "x");
    String id = developer.open("dev/x", allowed);

    developer.deliver(id, source.bundle());
    developer.deliver(id, Source.detached(commit, new byte[0]));
    developer.publish(id, move("dev/x", "", allowed));

    assertThat(production.ostree().revParse("dev/x")).isEqualTo(allowed);
    assertThat(production.visible().keySet())
        .containsAll(before)
        .noneMatch(name -> name.endsWith(".commitmeta"));
  }

  private static TokenEntry narrowed() {
    return Production.entry("builder").withRefs(List.of(new RefPattern("dev/*")));
  }

  @Test
  void whatATokenMayNoLongerDoItMayNotDoInAnOpenPush() throws Exception {
    Caller builder = production.builder();
    String id = builder.open("main", commit);
    builder.deliver(id, source.bundle());

    production.replaceTokens(narrowed());
    Production.await(() -> builder.missing(id, source.names()).status() != 200);

    for (Reply reply : requestsThatGoOn(builder, id)) {
      assertThat(reply.problem(ErrorCode.FORBIDDEN).detail()).contains("'builder'", "'main'");
    }
    assertThat(builder.tellOffset(id, source.names().getFirst(), "archive", 1).status())
        .isEqualTo(403);
    assertThat(builder.discard(id).status()).isEqualTo(204);
    production.assertSound();
  }

  @Test
  void aPushGoesOnThatAChangedTokenStillCovers() throws Exception {
    Caller builder = production.builder();
    String allowed = source.commit("dev/x", "x");
    String main = builder.open("main", commit);
    String dev = builder.open("dev/x", allowed);

    production.replaceTokens(narrowed());
    Production.await(() -> builder.missing(main, source.names()).status() != 200);

    builder.deliver(dev, source.bundle());
    builder.publish(dev, move("dev/x", "", allowed)).message(200, Published.class);
    assertThat(production.ostree().revParse("dev/x")).isEqualTo(allowed);
  }

  @Test
  void aDiscardedPushIsUnknownAndLeavesNothing() throws Exception {
    String id = production.builder().open("main", commit);
    production.builder().deliver(id, source.bundle());
    assertThat(production.staged()).isNotEmpty();

    assertThat(production.builder().discard(id).status()).isEqualTo(204);

    assertThat(production.staged()).isEmpty();
    for (Reply reply : requests(production.builder(), id)) {
      reply.problem(ErrorCode.UNKNOWN_PUSH);
    }
    production.assertServing(source);
  }
}
