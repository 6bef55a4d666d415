// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Golden;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** What is left in staging of a push after the machine has crashed. */
class SalvageTest {
  private static final String ID = "interrupted";

  @TempDir private Path dir;
  private Source source;
  private Target target;
  private Checksum first;
  private Checksum second;

  @BeforeEach
  void stageTwoCommits() throws IOException {
    source = new Source(dir.resolve("source"));
    first = source.commit("main", "one");
    second = source.commit("main", "two");
    target = new Target(dir.resolve("target"));
    Transaction transaction = Transaction.begin(target.repository(), ID, "a note");
    new Delivery(source.open(), transaction).closure(first, second);
    transaction.suspend();
  }

  private Path staging() {
    return target.root().resolve(".ostree-upload/staging").resolve(ID);
  }

  /** Recovers as after a crash of the machine. */
  private Transaction recover() throws IOException {
    Files.writeString(staging().resolve("boot"), "another boot");
    List<Transaction> transactions = Recovery.run(Repository.open(target.root())).transactions();
    assertThat(transactions).hasSize(1);
    return transactions.getFirst();
  }

  private Path staged(ObjectName name) throws IOException {
    String checksum = name.checksum().toString();
    return staging()
        .resolve(name.type().extension())
        .resolve(checksum.substring(0, 2))
        .resolve(checksum.substring(2) + "." + name.type().extension());
  }

  @Test
  void aCommitDoesNotOutliveItsParent() throws IOException {
    Files.write(staged(ObjectName.commit(first)), new byte[0]);
    try (Transaction salvaged = recover()) {
      assertThat(salvaged.contains(ObjectName.commit(first))).isFalse();
      assertThat(salvaged.contains(ObjectName.commit(second)))
          .as("or who goes on would take it for the newest that has arrived")
          .isFalse();
    }
  }

  @Test
  void whatCommitsReachIsKept() throws IOException {
    try (Transaction salvaged = recover()) {
      for (ObjectName name : Golden.closure(source.open().objects(), List.of(first, second))) {
        assertThat(salvaged.contains(name))
            .as(name.toString())
            .isEqualTo(name.type() != ObjectType.COMMIT);
      }
    }
  }
}
