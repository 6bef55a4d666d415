// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Golden;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** A commit is published whole or not at all. */
final class IncompleteTest {
  @TempDir Path dir;
  private Source build;
  private Repository source;
  private Target target;
  private Checksum first;
  private Checksum second;

  @BeforeEach
  void makeRepositories() throws IOException {
    build = new Source(dir.resolve("source"));
    first = build.commit("main", "one", "--bind-ref=other");
    second = build.commit("main", "two", "--bind-ref=other");
    source = build.open();
    target = new Target(dir.resolve("target"));
  }

  @Test
  void everyMissingObjectIsNamedAndCanBeSentLater() throws IOException {
    for (ObjectName absent : Golden.closure(source.objects(), first)) {
      Target fresh = new Target(dir.resolve("without-" + absent));
      List<String> before = fresh.listing();
      try (Transaction transaction = fresh.begin()) {
        Delivery delivery = new Delivery(source, transaction).closureBut(absent, first);
        List<RefUpdate> updates = List.of(fresh.update("main", first));

        assertThat(transaction.publish(updates, PublishRules.PUSH))
            .isEqualTo(new Publication.Incomplete(List.of(absent)));
        assertThat(fresh.listing())
            .filteredOn(line -> !line.startsWith("\".ostree-upload/"))
            .isEqualTo(before);

        delivery.object(absent);
        assertThat(transaction.publish(updates, PublishRules.PUSH))
            .isInstanceOf(Publication.Done.class);
      }
      fresh.ostree().fsck().orThrow();
    }
  }

  @Test
  void missingObjectsOfSeveralCommitsAreNamedAtOnce() throws IOException {
    for (ObjectName absent : Golden.closure(source.objects(), first)) {
      if (absent.equals(ObjectName.commit(first))) {
        continue;
      }
      try (Transaction transaction = target.begin()) {
        Set<ObjectName> names = Golden.closure(source.objects(), first, second);
        names.remove(absent);
        new Delivery(source, transaction).objects(names);

        assertThat(publish(transaction, "main", second))
            .isEqualTo(new Publication.Incomplete(List.of(absent)));
      }
    }
  }

  @Test
  void missingObjectsOfSeveralBranchesAreNamedOnce() throws IOException {
    Checksum other = build.commit("other", "one");
    Checksum next = build.commit("other", "three");
    for (ObjectName absent : Golden.closure(source.objects(), first)) {
      if (absent.equals(ObjectName.commit(first))) {
        continue;
      }
      try (Transaction transaction = target.begin()) {
        Set<ObjectName> names = Golden.closure(source.objects(), first, other, next);
        names.remove(absent);
        new Delivery(build.open(), transaction).objects(names);

        List<RefUpdate> updates =
            List.of(target.update("main", first), target.update("other", next));
        assertThat(transaction.publish(updates, PublishRules.PUSH))
            .isEqualTo(new Publication.Incomplete(List.of(absent)));
      }
    }
  }

  @Test
  void nothingSentIsNothingButTheCommit() throws IOException {
    try (Transaction transaction = target.begin()) {
      assertThat(publish(transaction, "main", second))
          .isEqualTo(new Publication.Incomplete(List.of(ObjectName.commit(second))));
    }
  }

  @Test
  void commitThatNoRefWillReachStaysBehind() throws IOException {
    try (Transaction transaction = target.begin()) {
      Delivery delivery = new Delivery(source, transaction).closure(second);
      Checksum stray = build.commit("stray", "three");
      new Delivery(build.open(), transaction).object(ObjectName.commit(stray));

      assertThat(publish(delivery.to(), "main", second)).isInstanceOf(Publication.Done.class);
      assertThat(target.repository().objects().contains(ObjectName.commit(stray))).isFalse();
    }
    target.ostree().fsck().orThrow();
  }

  @Test
  void historyMayBeCutShort() throws IOException {
    assertThat(target.push(source, "main", second)).isInstanceOf(Publication.Done.class);

    target.ostree().fsck().orThrow();
  }

  @Test
  void whatTheParentHasNeedNotBeSent() throws IOException {
    target.push(source, "main", first);
    Set<ObjectName> names = Golden.closure(source.objects(), second);
    names.removeAll(Golden.closure(source.objects(), first));

    try (Transaction transaction = target.begin()) {
      new Delivery(source, transaction).objects(names);
      assertThat(publish(transaction, "main", second)).isInstanceOf(Publication.Done.class);
    }
    assertThat(names).hasSize(4);
    target.ostree().fsck().orThrow();
  }

  @Test
  void newBranchOnAnAncestorNeedsNothing() throws IOException {
    publishBoth();

    try (Transaction transaction = target.begin()) {
      assertThat(publish(transaction, "other", first)).isInstanceOf(Publication.Done.class);
    }
    assertThat(target.head("other")).contains(first);
  }

  @Test
  void newBranchCanLeaveFromAnAncestor() throws IOException {
    publishBoth();
    Checksum side = build.commit("other", "three", "--parent=" + first);

    try (Transaction transaction = target.begin()) {
      Set<ObjectName> names = Golden.closure(source.objects(), side);
      names.removeAll(Golden.closure(source.objects(), first));
      new Delivery(build.open(), transaction).objects(names);
      assertThat(publish(transaction, "other", side)).isInstanceOf(Publication.Done.class);
    }
    target.ostree().fsck().orThrow();
  }

  @Test
  void commitThatNoRefReachesIsNotTrusted() throws IOException {
    target.push(source, "main", first);
    target.ostree().run("refs", "--delete", "main");
    ObjectName lost = removeContent(first);

    try (Transaction transaction = target.begin()) {
      assertThat(publish(transaction, "main", first))
          .isEqualTo(new Publication.Incomplete(List.of(lost)));
    }
  }

  @Test
  void partialHeadIsNotTrusted() throws IOException {
    target.push(source, "main", first);
    ObjectName lost = removeContent(first);
    Files.writeString(target.repository().layout().partialMark(first), "f");

    try (Transaction transaction = target.begin()) {
      assertThat(publish(transaction, "main", first))
          .isEqualTo(new Publication.Incomplete(List.of(lost)));

      new Delivery(source, transaction).object(lost);
      assertThat(publish(transaction, "main", first)).isInstanceOf(Publication.Done.class);
    }
    assertThat(target.repository().layout().partialMark(first)).doesNotExist();
    target.ostree().fsck().orThrow();
  }

  /** A prune that is killed leaves old commits without their files, and says so nowhere. */
  @Test
  void ancestorOfAHeadIsNotTrusted() throws IOException {
    target.push(source, "main", first);
    target.push(source, "main", second);
    Set<ObjectName> gone = Golden.closure(source.objects(), first);
    gone.removeAll(Golden.closure(source.objects(), second));
    gone.removeIf(name -> name.type() != ObjectType.FILE);
    for (ObjectName name : gone) {
      Files.delete(target.repository().layout().object(name, "filez"));
    }

    assertThat(target.push(source, "other", first)).isInstanceOf(Publication.Done.class);
    target.ostree().fsck().orThrow();
    for (ObjectName name : gone) {
      Files.delete(target.repository().layout().object(name, "filez"));
    }
    target.ostree().run("refs", "--delete", "other");
    try (Transaction transaction = target.begin()) {
      assertThat(publish(transaction, "other", first))
          .isEqualTo(new Publication.Incomplete(List.copyOf(gone)));
    }
  }

  @Test
  void partialAncestorIsNotTrusted() throws IOException {
    publishBoth();
    Files.writeString(target.repository().layout().partialMark(first), "");
    ObjectName lost = removeContent(first);
    Checksum third = build.commit("other", "four", "--parent=" + first);

    try (Transaction transaction = target.begin()) {
      new Delivery(build.open(), transaction).closure(third);
      assertThat(publish(transaction, "other", third))
          .isEqualTo(new Publication.Incomplete(List.of(lost)));
    }
  }

  @Test
  void headWithoutItsCommitIsHealedByTheSamePush() throws IOException {
    target.push(source, "main", first);
    Files.delete(target.repository().layout().object(ObjectName.commit(first), "filez"));

    assertThat(target.push(source, "main", first)).isInstanceOf(Publication.Done.class);
    target.ostree().fsck().orThrow();
  }

  @Test
  void headWithoutItsCommitDoesNotHinderTheNext() throws IOException {
    target.push(source, "main", first);
    Files.delete(target.repository().layout().object(ObjectName.commit(first), "filez"));

    assertThat(target.push(source, "main", second)).isInstanceOf(Publication.Done.class);
    target.ostree().fsck().orThrow();
  }

  @Test
  void holesInTheHeadDoNotHinderTheNext() throws IOException {
    target.push(source, "main", first);
    for (ObjectName name : Golden.closure(source.objects(), first)) {
      if (!Golden.closure(source.objects(), second).contains(name)) {
        Files.delete(target.repository().layout().object(name, "filez"));
      }
    }

    assertThat(target.push(source, "main", second)).isInstanceOf(Publication.Done.class);
    target.ostree().fsck().orThrow();
  }

  @Test
  void brokenBranchDoesNotHinderAnother() throws IOException {
    target.push(source, "main", first);
    Files.delete(target.repository().layout().object(ObjectName.commit(first), "filez"));
    Checksum other = build.commit("other", "three");

    assertThat(target.push(build.open(), "other", other)).isInstanceOf(Publication.Done.class);
    assertThat(target.ostree().run("summary", "-v").stdout())
        .contains("* other")
        .doesNotContain("* main");
  }

  private void publishBoth() throws IOException {
    target.push(source, "main", first);
    target.push(source, "main", second);
  }

  private Publication publish(Transaction transaction, String branch, Checksum commit)
      throws IOException {
    return transaction.publish(List.of(target.update(branch, commit)), PublishRules.PUSH);
  }

  /** Takes the file that only this commit has out of the target. */
  private ObjectName removeContent(Checksum commit) throws IOException {
    Set<ObjectName> own = Golden.closure(source.objects(), commit);
    own.removeAll(Golden.closure(source.objects(), commit.equals(first) ? second : first));
    ObjectName content =
        own.stream().filter(name -> !name.type().isMetadata()).findFirst().orElseThrow();
    Files.delete(target.repository().layout().object(content, "filez"));
    return content;
  }
}
