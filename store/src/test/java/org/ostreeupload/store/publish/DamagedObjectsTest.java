// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.RefResult.Outcome;
import org.ostreeupload.testdata.DamagedRepositories;
import org.ostreeupload.testdata.DamagedRepository;
import org.ostreeupload.testdata.Fault;

/** What a sender who trusts his repository blindly would send of damaged ones. */
final class DamagedObjectsTest {
  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(
      mode = Mode.MATCH_NONE,
      names = {"COMMIT_PARTIAL.*", "COMMIT_BOUND.*", "REF_.*"})
  void damagedObjectIsRefusedAndMissedAtTheEnd(Fault fault) throws IOException {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);
    Repository target = Repository.create(dir.resolve("target"), Optional.empty());
    ObjectName bad = name(damaged.badObject());

    try (Transaction transaction = Transaction.begin(target, "damaged")) {
      assertThat(refused(damaged, transaction))
          .isEqualTo(fault.reason().equals("missing") ? List.of() : List.of(bad));
      assertThat(publish(transaction, damaged)).isEqualTo(new Publication.Incomplete(List.of(bad)));
    }

    assertThat(target.layout().objects()).isEmptyDirectory();
    assertThat(target.layout().staging()).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource(names = {"COMMIT_BOUND_TO_OTHER_REF", "COMMIT_BOUND_TO_OTHER_COLLECTION"})
  void commitOfElsewhereIsRefused(Fault fault) throws IOException {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);
    Repository target =
        Repository.create(
            dir.resolve("target"), Repository.open(damaged.path()).config().collectionId());

    try (Transaction transaction = Transaction.begin(target, "damaged")) {
      assertThat(refused(damaged, transaction)).isEmpty();
      assertThat(publish(transaction, damaged))
          .isInstanceOfSatisfying(
              Publication.Refused.class,
              refused ->
                  assertThat(refused.results())
                      .extracting(RefResult::outcome)
                      .containsExactly(Outcome.NOT_BOUND));
    }

    assertThat(target.layout().objects()).isEmptyDirectory();
  }

  /** Sends every object as it is stored, and returns the names of those that were refused. */
  private static List<ObjectName> refused(DamagedRepository from, Transaction to)
      throws IOException {
    Delivery delivery = new Delivery(Repository.open(from.path()), to);
    Path objects = from.path().resolve("objects");
    List<ObjectName> refused = new ArrayList<>();
    try (Stream<Path> files = Files.walk(objects)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        ObjectName name = name(objects.relativize(file).toString().replace("/", ""));
        try {
          delivery.send(name, Form.ARCHIVE, Files.readAllBytes(file));
        } catch (MalformedException e) {
          refused.add(name);
        }
      }
    }
    return refused;
  }

  private static Publication publish(Transaction transaction, DamagedRepository damaged)
      throws IOException {
    RefUpdate update =
        new RefUpdate(
            RefName.parse(damaged.ref()), Optional.empty(), Checksum.parse(damaged.commit()));
    return transaction.publish(List.of(update), PublishRules.PUSH);
  }

  private static ObjectName name(String file) throws MalformedException {
    return ObjectName.parse(file.endsWith("z") ? file.substring(0, file.length() - 1) : file);
  }
}
