// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.receiver.push.Production;
import org.ostreeupload.receiver.push.Source;
import org.ostreeupload.receiver.v1.GoClient.Heads;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.tokens.Token;
import org.ostreeupload.tokens.TokenEntry;
import org.ostreeupload.tokens.TokenFile;
import org.ostreeupload.tokens.TokenId;

/** What went wrong with the original receiver: whom it trusted. It does not go wrong here. */
class OriginalFaultsTest {
  @TempDir private Path directory;
  private Setting setting;

  @BeforeEach
  void start() throws Exception {
    setting = Setting.start(directory);
  }

  @AfterEach
  void close() throws Exception {
    setting.close();
  }

  @Test
  void contentUnderAWrongChecksumIsRefused() throws Exception {
    String commit = setting.source().commit("main", "first");
    SortedMap<String, Checksum> before = setting.production().visible();
    String id = setting.queue("main", "", commit);
    List<String> missing = setting.client().missing(id);
    for (String victim : missing) {
      String donor = victim.endsWith(".filez") ? other(missing, victim) : other(missing, commit);
      byte[] bytes = Files.readAllBytes(setting.object(donor).path());
      Form form = new Form();
      // The client's own checksum is right: that of the wrong bytes.
      form.object(victim, bytes, victim + ":" + Checksum.ofBytes(bytes));

      setting.assertRefused(
          setting.client().upload(id, form.end()),
          422,
          victim.replace(".filez", ".file"),
          "is refused");
    }

    assertThat(setting.client().missing(id)).isEqualTo(missing);
    setting.assertUntouched(before);
    assertThat(setting.client().push("main").status()).isEqualTo(200);
    setting.production().assertSound();
  }

  private static String other(List<String> names, String than) {
    return names.stream()
        .filter(name -> name.endsWith(".filez") && !name.equals(than))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatDidNotArriveAsTheClientSentItIsRefused() throws Exception {
    String commit = setting.source().commit("main", "first");
    String id = setting.queue("main", "", commit);
    Form form = setting.client().form(List.of(commit + ".commit"));
    for (String name : setting.client().missing(id)) {
      byte[] bytes = Files.readAllBytes(setting.object(name).path());
      form.object(
          name, bytes, name + ":" + Checksum.ofBytes("other".getBytes(StandardCharsets.UTF_8)));
    }

    setting.assertRefused(
        setting.client().upload(id, form.end()), 422, "is said to be", "4 others");
    assertThat(setting.client().missing(id)).hasSize(5).doesNotContain(commit + ".commit");
  }

  @Test
  void aBranchDoesNotMoveToACommitWhoseObjectsWereNeverSent() throws Exception {
    String commit = setting.source().commit("main", "first");
    SortedMap<String, Checksum> before = setting.production().visible();
    String id = setting.queue("main", "", commit);

    setting.assertRefused(setting.client().upload(id, new Form().end()), 409, commit + ".commit");
    List<String> missing = setting.client().missing(id);
    for (String left : missing) {
      Form form =
          setting.client().form(missing.stream().filter(name -> !name.equals(left)).toList());
      String push = setting.client().missing(id).equals(missing) ? id : begin(commit);
      setting.assertRefused(
          setting.client().upload(push, form.end()),
          409,
          "missing",
          left.replace(".filez", ".file"));
      setting.assertUntouched(before);
      id = push;
    }

    assertThat(
            setting
                .client()
                .upload(id, setting.client().form(setting.client().missing(id)).end())
                .statusCode())
        .isEqualTo(200);
    setting.production().assertSound();
  }

  /** Gives a push up and begins it anew. */
  private String begin(String commit) throws Exception {
    var _ = setting.client().discard(setting.queue("main", "", commit));
    return setting.queue("main", "", commit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../escaped.filez",
        "..%2f..%2fescaped.filez",
        "/tmp/escaped.filez",
        "aa/../../escaped.commit",
        "..",
        "",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000.commitmeta",
        "0000000000000000000000000000000000000000000000000000000000000000.filez.filez",
        "000000000000000000000000000000000000000000000000000000000000000A.filez",
        "00000000000000000000000000000000000000000000000000000000000000/../.filez"
      })
  void aNameThatIsNoObjectIsRefused(String name) throws Exception {
    String commit = setting.source().commit("main", "first");
    SortedMap<String, Checksum> before = setting.production().visible();
    Map<String, Heads> moves = Map.of("main", new Heads("", commit));

    HttpResponse<String> queued = setting.client().tryQueue(moves, List.of(name));
    assertThat(queued.statusCode()).as(queued.body()).isEqualTo(400);
    assertThat(setting.production().staged()).isEmpty();
    String id = setting.queue("main", "", commit);
    List<String> staged = setting.production().staged();
    byte[] bytes = "escaped".getBytes(StandardCharsets.UTF_8);
    Form form = new Form().object(name, bytes, name + ":" + Checksum.ofBytes(bytes));
    setting.assertRefused(setting.client().upload(id, form.end()), 400, "is no object");

    assertThat(setting.production().staged()).isEqualTo(staged);
    setting.assertUntouched(before);
  }

  @Test
  void ofTwoPushersFromTheSameHeadTheLaterIsRefused() throws Exception {
    String first = setting.source().commit("main", "first");
    assertThat(setting.client().push("main").status()).isEqualTo(200);
    String second = setting.source().commit("main", "second");
    String id = setting.queue("main", first, second);
    Source elsewhere = Source.make(directory.resolve("elsewhere"));
    elsewhere.ostree().pullLocal(setting.production().repository(), "main");
    String other = elsewhere.commit("main", "other");
    try (GoClient overtaking = setting.client("other", elsewhere)) {
      assertThat(overtaking.push("main").status()).isEqualTo(200);
    }

    setting.assertRefused(
        setting.client().upload(id, setting.client().form(setting.client().missing(id)).end()),
        409,
        "main",
        first,
        other);

    assertThat(setting.production().ostree().revParse("main")).isEqualTo(other);
    HttpResponse<String> queued =
        setting.client().tryQueue(Map.of("main", new Heads(first, second)), List.of());
    assertThat(queued.statusCode()).isEqualTo(409);
    assertThat(queued.body()).contains("'main'", first, other).hasLineCount(1);
    setting.production().ostree().fsck().orThrow();
  }

  @Test
  void aBranchMovesForwardOnly() throws Exception {
    String first = setting.source().commit("main", "first");
    String second = setting.source().commit("main", "second");
    assertThat(setting.client().push("main").status()).isEqualTo(200);
    String orphan = setting.source().commit("main", "orphan", "--orphan", "--bind-ref=main");
    for (String target : List.of(first, orphan)) {
      setting.source().ostree().run("refs", "--force", "--create=main", target);

      GoClient.Run run = setting.client().push("main");

      setting.assertRefused(run.status(), run.text(), 409, "main", "does not descend from", second);
      assertThat(setting.production().ostree().revParse("main")).isEqualTo(second);
    }
  }

  @Test
  void aNewTokenIsGoodWithoutARestart() throws Exception {
    String commit = setting.source().commit("main", "first");
    try (GoClient late = setting.client("late", setting.source())) {
      HttpResponse<String> refused = late.tryQueue(Map.of(), List.of());
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).contains("token").hasLineCount(1);
      Path tokens = setting.production().repository().resolveSibling("tokens.yaml");
      TokenFile.at(tokens)
          .append(TokenEntry.issue(new TokenId("late"), Token.parse("late"), Instant.now()));
      Production.await(() -> isKnown(late));

      assertThat(late.push("main").status()).isEqualTo(200);
    }
    assertThat(setting.production().ostree().revParse("main")).isEqualTo(commit);
  }

  private static boolean isKnown(GoClient client) throws IOException {
    try {
      return client.tryMissing("any").statusCode() != 401;
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
