// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

class StagedPrefixesTest {
  private static final ObjectName FILE = ObjectName.file(new Checksum(0xfa01L << 48, 0, 0, 0));
  private static final ObjectName NEIGHBOUR = ObjectName.file(new Checksum(0xfa99L << 48, 1, 0, 0));

  @TempDir Path directory;

  @Test
  void whatWasMadeIsKnownForOneTypeAndOneByte() throws IOException {
    StagedPrefixes prefixes = StagedPrefixes.none();
    assertThat(prefixes.cannotHave(FILE)).isTrue();

    prefixes.ensure(FILE, directory.resolve("file/fa"));

    assertThat(directory.resolve("file/fa")).isDirectory();
    assertThat(prefixes.cannotHave(NEIGHBOUR)).isFalse();
    assertThat(prefixes.cannotHave(ObjectName.dirTree(FILE.checksum()))).isTrue();
    assertThat(prefixes.cannotHave(ObjectName.file(new Checksum(0, 0, 0, 0)))).isTrue();
  }

  @Test
  void whatIsGoneIsMadeAgain() throws IOException {
    StagedPrefixes prefixes = StagedPrefixes.none();
    Path fa = directory.resolve("fa");
    prefixes.ensure(FILE, fa);
    Files.delete(fa);
    prefixes.forget(fa, ObjectType.FILE);
    assertThat(prefixes.cannotHave(FILE)).isTrue();

    prefixes.ensure(FILE, fa);

    assertThat(fa).isDirectory();
  }

  @Test
  void whatWasThereBeforeIsNotTakenForAbsent() {
    assertThat(StagedPrefixes.unknown().cannotHave(FILE)).isFalse();
  }
}
