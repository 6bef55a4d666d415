// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ostreeupload.store.RepositoryException;

class PublicConfigTest {
  private static String read(String config) throws IOException {
    byte[] bytes = config.getBytes(StandardCharsets.UTF_8);
    return new String(PublicConfig.read(new ByteArrayInputStream(bytes)), StandardCharsets.UTF_8);
  }

  @Test
  void showsWhatClientsRead() throws IOException {
    String config =
        """
        [core]
        repo_version=1
        mode=archive-z2
        collection-id=org.example.Os
        tombstone-commits=true
        indexed-deltas=true
        """;

    assertThat(read(config)).isEqualTo(config);
  }

  @Test
  void hidesEverythingElse() throws IOException {
    String config =
        """
        # secret in a comment
        [core]
        mode = archive-z2
        parent=/srv/secret
        fsync=false
        repo_version=1

        [remote "secret"]
        url=https://user:secret@example.org/
        proxy=http://user:secret@proxy
        tls-client-key-path=/etc/secret.key
        mode=secret
        [Core]
        collection-id=secret
        """;

    assertThat(read(config)).isEqualTo("[core]\nrepo_version=1\nmode=archive-z2\n");
  }

  @Test
  void valueCannotSmuggleLinesIn() throws IOException {
    assertThat(read("[core]\nmode=a\\n[x]\\ny=z\n")).isEqualTo("[core]\nmode=a\\n[x]\\ny=z\n");
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatThrownBy(() -> read("nonsense")).isInstanceOf(RepositoryException.class);
    assertThatThrownBy(() -> read("#".repeat(2 << 20))).isInstanceOf(RepositoryException.class);
  }
}
