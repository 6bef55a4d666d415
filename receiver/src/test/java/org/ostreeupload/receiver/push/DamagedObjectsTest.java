// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.BundleResult.Refusal;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.DamagedRepositories;
import org.ostreeupload.testdata.DamagedRepository;
import org.ostreeupload.testdata.Fault;

/** A pusher that sends damaged objects with the best intentions. */
class DamagedObjectsTest {
  @TempDir private static Path shared;
  private static Production production;
  private static SortedMap<String, Checksum> before;

  @TempDir private Path directory;
  private Caller caller;
  private String id = "";

  @BeforeAll
  static void start() throws Exception {
    production = Production.start(shared, "--collection-id=org.example.Damaged");
    before = production.visible();
  }

  @AfterAll
  static void isSoundAndStillServes() throws Exception {
    Source source = Source.make(shared.resolve("source"), "--collection-id=org.example.Damaged");
    production.assertServing(source);
    production.close();
  }

  @BeforeEach
  void open() {
    caller = production.builder();
  }

  @AfterEach
  void nothingChangedAndNothingIsLeft() throws Exception {
    assertThat(caller.discard(id).status()).isEqualTo(204);
    assertThat(production.visible()).isEqualTo(before);
    assertThat(production.staged()).isEmpty();
  }

  /** What only a pusher can know is not the receiver's to refuse. */
  private static boolean isForReceiver(Fault fault) {
    return !fault.reason().equals("partial") && !fault.reason().equals("ref");
  }

  static Stream<Fault> damagedObjects() {
    return Arrays.stream(Fault.values())
        .filter(DamagedObjectsTest::isForReceiver)
        .filter(fault -> !List.of("missing", "binding", "too-large").contains(fault.reason()));
  }

  static Stream<Fault> missingObjects() {
    return Arrays.stream(Fault.values()).filter(fault -> fault.reason().equals("missing"));
  }

  static Stream<Fault> largeObjects() {
    return Arrays.stream(Fault.values()).filter(fault -> fault.reason().equals("too-large"));
  }

  static Stream<Fault> boundCommits() {
    return Arrays.stream(Fault.values()).filter(fault -> fault.reason().equals("binding"));
  }

  private DamagedRepository make(Fault fault) throws IOException {
    DamagedRepository damaged = DamagedRepositories.make(fault, directory);
    id = caller.open(damaged.ref(), damaged.commit());
    return damaged;
  }

  private static ObjectName badObject(DamagedRepository damaged) throws IOException {
    return ObjectName.parse(damaged.badObject().replace(".filez", ".file"));
  }

  @ParameterizedTest
  @MethodSource("damagedObjects")
  void refusesADamagedObjectByName(Fault fault) throws Exception {
    DamagedRepository damaged = make(fault);

    Source source = Source.at(damaged.path());
    BundleResult result = caller.bundle(id, source.bundle()).message(200, BundleResult.class);

    assertThat(result.refused()).extracting(Refusal::object).containsExactly(badObject(damaged));
    assertThat(result.refused().getFirst().detail()).isNotBlank();
    assertThat(result.stored()).isEqualTo(source.names().size() - 1);
    assertIncomplete(damaged);
  }

  static Stream<Fault> damagedContent() {
    return damagedObjects().filter(fault -> fault.name().startsWith("FILEZ_"));
  }

  @ParameterizedTest
  @MethodSource("damagedContent")
  void refusesADamagedContentObjectAlsoInPieces(Fault fault) throws Exception {
    DamagedRepository damaged = make(fault);
    ObjectName name = badObject(damaged);
    byte[] bytes = Files.readAllBytes(damaged.badObjectPath());

    Reply reply = caller.sendPiece(id, name, "archive", bytes.length, 0, bytes);

    Problem problem = reply.problem(ErrorCode.OBJECT_REFUSED);
    assertThat(problem.object()).contains(name);
    assertThat(problem.detail()).contains(name.toString());
    assertThat(caller.tellOffset(id, name, "archive", bytes.length).field("Upload-Offset"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @MethodSource("missingObjects")
  void namesAnObjectThatIsMissing(Fault fault) throws Exception {
    DamagedRepository damaged = make(fault);
    caller.deliver(id, Source.at(damaged.path()).bundle());

    assertIncomplete(damaged);
  }

  @ParameterizedTest
  @MethodSource("largeObjects")
  void refusesMetadataLargerThanClientsFetch(Fault fault) throws Exception {
    DamagedRepository damaged = make(fault);
    ObjectName bad = badObject(damaged);
    Source source = Source.at(damaged.path());

    Problem problem = caller.bundle(id, source.bundle(bad::equals)).problem(ErrorCode.MALFORMED);
    assertThat(problem.detail()).contains(bad.toString());

    caller.deliver(id, source.bundle(name -> !name.equals(bad)));
    assertIncomplete(damaged);
  }

  private void assertIncomplete(DamagedRepository damaged) throws IOException {
    Problem problem =
        caller.publish(id, move(damaged.ref(), "", damaged.commit())).problem(ErrorCode.INCOMPLETE);
    assertThat(problem.missing()).containsExactly(badObject(damaged));
    assertThat(problem.object()).contains(badObject(damaged));
    assertThat(problem.detail()).contains(badObject(damaged).toString());
  }

  @ParameterizedTest
  @MethodSource("boundCommits")
  void refusesACommitThatIsBoundElsewhere(Fault fault) throws Exception {
    DamagedRepository damaged = make(fault);
    caller.deliver(id, Source.at(damaged.path()).bundle());

    Problem problem =
        caller
            .publish(id, move(damaged.ref(), "", damaged.commit()))
            .problem(ErrorCode.REFS_REFUSED);

    assertThat(problem.refs().getFirst().outcome()).isEqualTo("not-bound");
    assertThat(problem.refs().getFirst().ref().value()).isEqualTo(damaged.ref());
  }

  @Test
  void everyFaultIsLookedAt() throws Exception {
    id = caller.open("main", DamagedRepositories.sound(directory).commit());

    assertThat(
            Stream.of(damagedObjects(), missingObjects(), largeObjects(), boundCommits())
                .flatMap(faults -> faults))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Fault.values()).filter(DamagedObjectsTest::isForReceiver).toList());
  }
}
