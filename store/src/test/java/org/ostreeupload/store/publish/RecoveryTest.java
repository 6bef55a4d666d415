// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.RefResult.Outcome;
import org.ostreeupload.testdata.crash.CrashFileSystem;

/** Journals that a program left behind. */
class RecoveryTest {
  private static final RefName MAIN = new RefName("main");
  private static final RefName OTHER = new RefName("other");

  @TempDir private Path dir;
  private Source source;
  private Target target;
  private Checksum first;
  private Checksum second;

  @BeforeEach
  void publish() throws IOException {
    source = new Source(dir.resolve("source"));
    first = source.commit("main", "one");
    second = source.commit("main", "two");
    target = new Target(dir.resolve("target"));
    target.push(source.open(), "main", first);
  }

  /** Leaves a journal of two moves, as if the program had been killed after writing it. */
  private void leaveJournal(Checksum commit) throws IOException {
    Transaction transaction = Transaction.begin(target.repository(), "killed", "a note");
    transaction.suspend();
    Repository repository = target.repository();
    Staging staging =
        Staging.reopen(repository.layout(), repository.files(), "killed").orElseThrow();
    staging
        .journal()
        .write(
            new Journal(
                "a note",
                PublishRules.PUSH,
                List.of(
                    moved(MAIN, Optional.of(first), commit),
                    moved(OTHER, Optional.empty(), commit))),
            staging.newIncoming(),
            repository.files());
    staging.release();
  }

  private static RefResult moved(RefName ref, Optional<Checksum> before, Checksum commit) {
    return new RefResult(new RefUpdate(ref, before, commit), Outcome.MOVED, before, "");
  }

  private Recovery.Result recover() throws IOException {
    return Recovery.run(Repository.open(target.root()));
  }

  private void moveByHand(String ref, Checksum commit) throws IOException {
    Files.writeString(target.root().resolve("refs/heads").resolve(ref), commit + "\n");
  }

  @Test
  void finishesWhatWasBegun() throws IOException {
    target.ostree().pullLocal(source.ostree().repository(), second.toString()).orThrow();
    leaveJournal(second);
    moveByHand("main", second);

    assertThat(recover().news()).singleElement().asString().contains("finished");

    assertThat(target.head("main")).contains(second);
    assertThat(target.head("other")).contains(second);
    assertThat(new Receipts(target.repository()).find("killed")).isPresent();
    assertThat(target.ostree().run("summary", "-v").stdout()).contains("* other");
  }

  @Test
  void takesBackWhatCannotBeFinished() throws IOException {
    leaveJournal(second);
    moveByHand("other", second);

    Recovery.Result recovered = recover();

    assertThat(recovered.news()).singleElement().asString().contains("taken back");
    assertThat(target.head("main")).contains(first);
    assertThat(target.head("other")).isEmpty();
    assertThat(recovered.transactions()).hasSize(1);
    recovered.transactions().getFirst().close();
    target.ostree().fsck().orThrow();
  }

  /** What stands in the way of one ref may stay there for ever. */
  @Test
  void takesBackWhatCannotBeMoved() throws IOException {
    target.ostree().pullLocal(source.ostree().repository(), second.toString()).orThrow();
    leaveJournal(second);
    moveByHand("main", second);
    Path obstacle = Files.createDirectory(target.root().resolve("refs/heads/other"));
    Files.writeString(obstacle.resolve("name that no ref has"), "");

    Recovery.Result recovered = recover();

    assertThat(recovered.news()).singleElement().asString().contains("taken back");
    assertThat(target.head("main")).contains(first);
    assertThat(target.ostree().run("summary", "-v").stdout()).contains(first.toString());
    assertThat(recovered.transactions()).hasSize(1);
    recovered.transactions().getFirst().close();
  }

  @Test
  void whatWasLeftHalfDoneIsSettledByTheNextPublishOfAnybody() throws IOException {
    target.ostree().pullLocal(source.ostree().repository(), second.toString()).orThrow();
    leaveJournal(second);
    moveByHand("main", second);

    Checksum third = source.commit("third", "three");
    assertThat(target.push(source.open(), "third", third)).isInstanceOf(Publication.Done.class);

    assertThat(target.head("main")).contains(second);
    assertThat(target.head("other")).contains(second);
    assertThat(new Receipts(target.repository()).find("killed")).isPresent();
    assertThat(target.ostree().run("summary", "-v").stdout()).contains("* other", "* third");
  }

  @Test
  void leavesAloneWhatItCannotRead() throws IOException {
    begin("odd");
    begin("open");
    Files.write(staging("odd").resolve("note"), new byte[] {(byte) 0xc3, '\n'});

    Recovery.Result recovered = recover();

    assertThat(recovered.news()).singleElement().asString().contains("staging odd is left");
    assertThat(recovered.transactions()).extracting(Transaction::id).containsExactly("open");
    assertThat(staging("odd")).exists();
  }

  @Test
  void leavesAloneWhatSomebodyElseHasMoved() throws IOException {
    Checksum third = source.commit("main", "three");
    target.ostree().pullLocal(source.ostree().repository(), second.toString()).orThrow();
    target.ostree().pullLocal(source.ostree().repository(), third.toString()).orThrow();
    leaveJournal(second);
    moveByHand("main", third);

    var _ = recover();

    assertThat(target.head("main")).contains(third);
    assertThat(target.head("other")).contains(second);
  }

  @Test
  void pruneKeepsWhatAJournalNames() throws IOException {
    target.ostree().pullLocal(source.ostree().repository(), second.toString()).orThrow();
    leaveJournal(second);

    assertThat(Recovery.commitsInJournals(target.repository())).containsOnly(first, second);
  }

  @Test
  void namesAJournalThatIsDamaged() throws IOException {
    leaveJournal(second);
    Path journal = target.root().resolve(".ostree-upload/staging/killed/journal");
    String whole = Files.readString(journal);
    for (int length = 0; length < whole.length(); length += 7) {
      Files.writeString(journal, whole.substring(0, length));
      assertThatThrownBy(this::recover)
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining(journal.toString());
    }
    assertThat(target.head("main")).contains(first);
  }

  private void begin(String id) throws IOException {
    Transaction.begin(target.repository(), id, "a note").suspend();
  }

  private Path staging(String id) {
    return target.root().resolve(".ostree-upload/staging").resolve(id);
  }

  @Test
  void whatIsNotPublishedCanGoOn() throws IOException {
    begin("open");
    assertThat(recover().transactions()).extracting(Transaction::id).containsExactly("open");
  }

  @Test
  void deletesWhatWasPublished() throws IOException {
    begin("published");
    Path receipts = Files.createDirectories(target.root().resolve(".ostree-upload/receipts"));
    Files.writeString(receipts.resolve("published"), "");

    assertThat(recover().transactions()).isEmpty();

    assertThat(staging("published")).doesNotExist();
    assertThat(receipts.resolve("published")).exists();
  }

  /** A program that is killed while it deletes has deleted the note first. */
  @Test
  void deletesWhatHasNoNoteAnyMore() throws IOException {
    begin("rest");
    Files.delete(staging("rest").resolve("note"));

    assertThat(recover().transactions()).isEmpty();

    assertThat(staging("rest")).doesNotExist();
  }

  @Test
  void theNoteGoesFirst() throws IOException {
    CrashFileSystem disk = CrashFileSystem.over(target.root());
    Transaction transaction = Transaction.begin(Repository.open(disk.root()), "deleted", "a note");
    int begun = disk.operations();

    transaction.close();

    assertThat(disk.history().stream().skip(begun).filter(line -> line.startsWith("delete")))
        .first()
        .isEqualTo("delete .ostree-upload/staging/deleted/note");
  }
}
