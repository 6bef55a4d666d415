// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

class WantedObjectsTest {
  private static final ObjectName ONE = ObjectName.file(Checksum.ofBytes(new byte[] {1}));
  private static final ObjectName TWO = ObjectName.commit(Checksum.ofBytes(new byte[] {2}));

  @TempDir private Path dir;
  private WantedObjects wanted;

  @BeforeEach
  void open() {
    wanted = new WantedObjects(dir.resolve("wanted"));
  }

  @Test
  void nothingIsWantedAtFirst() throws IOException {
    assertThat(wanted.all()).isEmpty();
    assertThat(wanted.contains(ONE)).isFalse();
  }

  @Test
  void remembersWhatIsAddedUntilItIsRemoved() throws IOException {
    wanted.add(ONE);
    wanted.add(TWO);
    wanted.add(ONE);
    assertThat(wanted.contains(ONE)).isTrue();
    assertThat(wanted.all()).containsExactlyInAnyOrder(ONE, TWO);

    wanted.remove(ONE);
    wanted.remove(ONE);
    assertThat(wanted.contains(ONE)).isFalse();
    assertThat(wanted.all()).containsExactly(TWO);
  }

  @Test
  void noticesWithinASecondOrTwoWhatOthersAdd() throws Exception {
    WantedObjects other = new WantedObjects(dir.resolve("wanted"));
    assertThat(wanted.contains(ONE)).isFalse();

    other.add(ONE);
    assertThat(wanted.all()).containsExactly(ONE);

    other.add(TWO);
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!wanted.contains(TWO) && Instant.now().isBefore(end)) {
      Thread.sleep(50);
    }
    assertThat(wanted.contains(TWO)).isTrue();
  }

  @Test
  void namesAFileThatDoesNotBelongThere() throws IOException {
    wanted.add(ONE);
    Path stray = Files.createFile(dir.resolve("wanted/stray"));

    assertThatThrownBy(wanted::all)
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(stray.resolveSibling("").toString());
  }
}
