// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.BundleResult.Refusal;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * A pusher that lies, with a push that it has open. Whatever it says, the repository stays as it
 * was, and goes on serving.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class LyingPusher {
  Production production;
  Source source;
  String commit;
  Caller caller;
  String id;

  private SortedMap<String, Checksum> before;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    production = Production.start(directory);
    source = Source.make(directory.resolve("source"));
    commit = source.commit("main", "first");
    before = production.visible();
  }

  @AfterAll
  void stillServes() throws Exception {
    production.assertServing(source);
    production.close();
  }

  @BeforeEach
  void open() throws Exception {
    caller = production.builder();
    id = caller.open("main", commit);
  }

  @AfterEach
  void nothingChangedAndNothingIsLeft() throws Exception {
    assertThat(caller.discard(id).status()).isEqualTo(204);
    assertThat(production.visible()).isEqualTo(before);
    assertThat(production.staged()).isEmpty();
  }

  ObjectName first(ObjectType type) throws Exception {
    return source.names().stream().filter(name -> name.type() == type).findFirst().orElseThrow();
  }

  void assertRefused(byte[] bundle, ObjectName... names) throws Exception {
    BundleResult result = caller.bundle(id, bundle).message(200, BundleResult.class);
    assertThat(result.refused()).extracting(Refusal::object).containsExactly(names);
    assertThat(result.refused()).extracting(Refusal::detail).allMatch(detail -> !detail.isBlank());
    assertThat(result.stored()).isZero();
  }
}
