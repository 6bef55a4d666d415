// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;
import static org.ostreeupload.receiver.push.Caller.sum;
import static org.ostreeupload.receiver.push.Caller.wish;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.NameStream;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.Capabilities;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.protocol.message.RefOutcome;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.GoldenRepositories;

/** A push that does everything right. */
class PushTest {
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

  @Test
  void tellsWhatItCanDo() throws Exception {
    Capabilities capabilities =
        production.caller("").get(Routes.CAPABILITIES).message(200, Capabilities.class);

    assertThat(capabilities)
        .isEqualTo(
            new Capabilities(
                "1.2.3",
                List.of(2),
                List.of("archive", "plain", "patch"),
                "archive",
                Optional.empty(),
                Limits.DEFAULT));
  }

  @Test
  void movesARefToACommitThatClientsCanPull() throws Exception {
    String commit = source.commit("main", "first");

    OpenedPush opened = caller.open(wish("main", commit));
    assertThat(opened.refs())
        .containsExactly(new OpenedPush.Head(new RefName("main"), Optional.empty()));
    assertThat(opened.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(opened.idleSeconds()).isEqualTo(3600);
    String id = opened.id().orElseThrow();
    int objects = source.names().size();
    assertThat(caller.deliver(id, source.bundle()))
        .isEqualTo(new BundleResult(objects, 0, Optional.empty(), List.of()));
    assertThat(production.visible()).doesNotContainKey("summary");

    Published published =
        caller.publish(id, move("main", "", commit)).message(200, Published.class);

    assertThat(published.refs())
        .containsExactly(
            new RefOutcome(new RefName("main"), "moved", Optional.empty(), sum(commit), ""));
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
    production.assertSound();
    Source client = Source.make(directory.resolve("client"));
    client.ostree().pullLocal(production.repository(), "main");
    assertThat(client.ostree().revParse("main")).isEqualTo(commit);
    assertThat(client.names()).containsExactlyInAnyOrderElementsOf(source.names());
    assertThat(production.visible()).containsKey("summary");
  }

  @Test
  void takesARepositoryOfTheRealToolWithEverythingInIt() throws Exception {
    source.ostree().pullLocal(GoldenRepositories.get().repository("archive"), "everything");
    String commit = source.ostree().revParse("everything");

    assertThat(caller.push("everything", commit, source)).isTrue();

    production.assertSound();
    assertThat(caller.push("everything", commit, source)).isFalse();
  }

  @Test
  void hasNothingToDoForARefThatIsThere() throws Exception {
    String commit = source.commit("main", "first");
    caller.push("main", commit, source);

    OpenedPush again =
        caller
            .postJson(Routes.PUSHES, new OpenPush(List.of(wish("main", commit))))
            .message(200, OpenedPush.class);

    assertThat(again.id()).isEmpty();
    assertThat(again.refs().getFirst().head()).contains(sum(commit));
    assertThat(production.staged()).isEmpty();
  }

  @Test
  void tellsWhichObjectsAreMissing() throws Exception {
    String first = source.commit("main", "first");
    caller.push("main", first, source);
    List<ObjectName> there = source.names();
    String second = source.commit("main", "second");
    List<ObjectName> all = new ArrayList<>(source.names());
    all.addAll(there);
    String id = caller.open("main", second);

    assertThat(missing(id, all)).isEqualTo(notIn(there, all));

    ObjectName staged =
        all.stream().filter(name -> !there.contains(name)).findFirst().orElseThrow();
    caller.deliver(id, source.bundle(staged::equals));
    List<ObjectName> known = new ArrayList<>(there);
    known.add(staged);
    assertThat(missing(id, all)).isEqualTo(notIn(known, all));
    assertThat(missing(id, List.of())).isEqualTo(new BitSet());
  }

  private BitSet missing(String id, List<ObjectName> names) throws Exception {
    Reply reply = caller.missing(id, names);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.field("Content-Type")).isEqualTo(Routes.BINARY);
    return NameStream.readAnswer(new ByteArrayInputStream(reply.body()), names.size());
  }

  private static BitSet notIn(List<ObjectName> known, List<ObjectName> all) {
    BitSet bits = new BitSet();
    for (int i = 0; i < all.size(); i++) {
      bits.set(i, !known.contains(all.get(i)));
    }
    return bits;
  }

  @Test
  void movesSeveralRefsAtOnce() throws Exception {
    String one = source.commit("one", "1");
    String two = source.commit("two/three", "2");
    String id = caller.open(wish("one", one), wish("two/three", two)).id().orElseThrow();
    caller.deliver(id, source.bundle());

    Published published =
        caller
            .publish(id, move("one", "", one), move("two/three", "", two))
            .message(200, Published.class);

    assertThat(published.refs()).extracting(RefOutcome::outcome).containsOnly("moved");
    assertThat(production.ostree().revParse("one")).isEqualTo(one);
    assertThat(production.ostree().revParse("two/three")).isEqualTo(two);
    production.assertSound();
  }

  @Test
  void countsObjectsThatAreThereAlready() throws Exception {
    String commit = source.commit("main", "first");
    String id = caller.open("main", commit);
    int objects = source.names().size();

    caller.deliver(id, source.bundle());

    assertThat(caller.deliver(id, source.bundle()))
        .isEqualTo(new BundleResult(0, objects, Optional.empty(), List.of()));
  }

  @Test
  void takesContentInPlainForm() throws Exception {
    String text = "a file in plain form\n";
    byte[] plain = Source.plain(text);
    ObjectName name = ObjectName.file(Checksum.ofBytes(plain));
    Path tree = Files.createDirectories(directory.resolve("plain"));
    Files.writeString(tree.resolve("file"), text);
    String commit = source.ostree().commit("main", tree, "--owner-uid=0", "--owner-gid=0");
    assertThat(source.only(ObjectType.FILE)).isEqualTo(name);
    String id = caller.open("main", commit);

    caller.deliver(id, Source.bundle(name, Form.PLAIN, plain));
    caller.deliver(id, source.bundle(other -> !other.equals(name)));
    caller.publish(id, move("main", "", commit)).message(200, Published.class);

    production.assertSound();
  }

  @Test
  void publishingAgainIsAnsweredAsTheFirstTime() throws Exception {
    String commit = source.commit("main", "first");
    String id = caller.open("main", commit);
    caller.deliver(id, source.bundle());

    Published first = caller.publish(id, move("main", "", commit)).message(200, Published.class);
    Published again = caller.publish(id, move("main", "", commit)).message(200, Published.class);

    assertThat(again).isEqualTo(first);
    assertThat(again.refs().getFirst().outcome()).isEqualTo("moved");
  }

  @Test
  void anotherQuestionAfterPublishingIsNotAnsweredWithTheFirstAnswer() throws Exception {
    String one = source.commit("one", "1");
    String two = source.commit("two", "2");
    String id = caller.open(wish("one", one), wish("two", two)).id().orElseThrow();
    caller.deliver(id, source.bundle());
    caller.publish(id, move("one", "", one)).message(200, Published.class);

    caller.publish(id, move("two", "", two)).problem(ErrorCode.UNKNOWN_PUSH);

    assertThat(production.visible()).doesNotContainKey("refs/heads/two");
    assertThat(production.ostree().revParse("one")).isEqualTo(one);
  }

  @Test
  void aPushThatWasPublishedTakesNothingMore() throws Exception {
    String commit = source.commit("main", "first");
    String id = caller.open("main", commit);
    caller.deliver(id, source.bundle());
    caller.publish(id, move("main", "", commit)).message(200, Published.class);
    assertThat(production.staged()).isEmpty();

    caller.bundle(id, source.bundle()).problem(ErrorCode.UNKNOWN_PUSH);
    caller.missing(id, source.names()).problem(ErrorCode.UNKNOWN_PUSH);
    assertThat(production.staged()).isEmpty();
  }

  @Test
  void whatWasIncompleteIsPublishedWhenItIsComplete() throws Exception {
    String commit = source.commit("main", "first");
    String id = caller.open("main", commit);
    caller.deliver(id, source.bundle(name -> name.type().isMetadata()));

    List<ObjectName> missing =
        caller.publish(id, move("main", "", commit)).problem(ErrorCode.INCOMPLETE).missing();
    caller.deliver(id, source.bundle(missing::contains));
    caller.publish(id, move("main", "", commit)).message(200, Published.class);

    production.assertSound();
  }

  @Test
  void detachedMetadataComesWithItsCommitAndIsReplacedLater() throws Exception {
    String commit = source.commit("main", "first", "--add-detached-metadata-string=key=one");
    byte[] one = detached(commit);
    String id = caller.open("main", commit);
    caller.deliver(id, source.bundle());
    caller.deliver(id, Source.detached(commit, one));
    caller.publish(id, move("main", "", commit)).message(200, Published.class);
    assertThat(published(commit)).isEqualTo(one);

    Optional<Checksum> same = Optional.of(Checksum.ofBytes(one));
    assertThat(opened(new Wish(new RefName("main"), sum(commit), same)).id()).isEmpty();

    byte[] none = new byte[0];
    Optional<Checksum> other = Optional.of(Checksum.ofBytes(none));
    String again = opened(new Wish(new RefName("main"), sum(commit), other)).id().orElseThrow();
    caller.deliver(again, Source.detached(commit, none));
    Published unchanged =
        caller.publish(again, move("main", commit, commit)).message(200, Published.class);

    assertThat(unchanged.refs().getFirst().outcome()).isEqualTo("unchanged");
    assertThat(published(commit)).isEqualTo(none);
    production.assertSound();
  }

  @Test
  void leavesOutCommitsAndDetachedMetadataThatNoRefAskedFor() throws Exception {
    String commit = source.commit("main", "first");
    byte[] wanted = source.bundle();
    String other = source.commit("other", "other");
    String never = "0".repeat(64);
    String id = caller.open("main", commit);
    caller.deliver(id, wanted);
    caller.deliver(id, source.bundle(name -> name.equals(ObjectName.commit(sum(other)))));
    caller.deliver(id, Source.detached(never, new byte[0]));
    caller.deliver(id, Source.detached(other, new byte[0]));

    caller.publish(id, move("main", "", commit)).message(200, Published.class);

    production.assertSound();
    assertThat(production.visible().keySet())
        .noneMatch(name -> name.contains(never.substring(2)))
        .noneMatch(name -> name.contains(other.substring(2)));
  }

  private OpenedPush opened(Wish wish) throws Exception {
    Reply reply = caller.postJson(Routes.PUSHES, new OpenPush(List.of(wish)));
    return Json.read(reply.body(), OpenedPush.class);
  }

  private byte[] detached(String commit) throws Exception {
    return Files.readAllBytes(detachedFile(directory.resolve("source"), commit));
  }

  private byte[] published(String commit) throws Exception {
    return Files.readAllBytes(detachedFile(production.repository(), commit));
  }

  private static Path detachedFile(Path repository, String commit) {
    return repository
        .resolve("objects/" + commit.substring(0, 2))
        .resolve(commit.substring(2) + ".commitmeta");
  }

  @Test
  void everyRequestIsLoggedWithTheNameOfItsToken() throws Exception {
    String commit = source.commit("main", "first");
    String id = caller.open("main", commit);
    caller.discard(id);
    production.caller("wrong").discard(id);

    assertThat(production.log())
        .extracting(
            entry ->
                entry.method() + " " + entry.path() + " " + entry.status() + " " + entry.token())
        .containsExactly(
            "POST /api/v2/pushes 201 builder",
            "DELETE " + Routes.push(id) + " 204 builder",
            "DELETE " + Routes.push(id) + " 401 ");
    assertThat(production.log().peek().remote()).isEqualTo("127.0.0.1");
  }

  @Test
  void answersAPingOfAnybody() throws Exception {
    Reply reply = production.caller("").get("/ping");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo("{}");
  }
}
