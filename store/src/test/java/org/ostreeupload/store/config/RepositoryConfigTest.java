// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;

class RepositoryConfigTest {
  private static RepositoryConfig config(String... lines) throws MalformedException {
    return RepositoryConfig.of(
        KeyFile.parse("[core]\nrepo_version=1\n" + String.join("\n", lines) + "\n"));
  }

  @Test
  void hasTheDefaultsOfOstree() throws MalformedException {
    RepositoryConfig config = config();
    assertThat(config.mode()).isEqualTo(RepositoryMode.BARE);
    assertThat(config.collectionId()).isEmpty();
    assertThat(config.fsync()).isTrue();
    assertThat(config.locking()).isTrue();
    assertThat(config.lockTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.tombstoneCommits()).isFalse();
    assertThat(config.deltasInSummary()).isTrue();
    assertThat(config.indexedDeltas()).isFalse();
    assertThat(config.zlibLevel()).isEqualTo(6);
  }

  @Test
  void readsEveryKey() throws MalformedException {
    RepositoryConfig config =
        config(
            "mode=archive-z2",
            "collection-id=org.example.Os",
            "fsync=false",
            "locking=0",
            "lock-timeout-secs=7",
            "tombstone-commits=true",
            "no-deltas-in-summary=true",
            "indexed-deltas=1",
            "unknown=anything",
            "[archive]",
            "zlib-level=9",
            "[remote \"x\"]",
            "mode=nonsense");
    assertThat(config.mode()).isEqualTo(RepositoryMode.ARCHIVE);
    assertThat(config.collectionId()).contains("org.example.Os");
    assertThat(config.fsync()).isFalse();
    assertThat(config.locking()).isFalse();
    assertThat(config.lockTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.tombstoneCommits()).isTrue();
    assertThat(config.deltasInSummary()).isFalse();
    assertThat(config.indexedDeltas()).isTrue();
    assertThat(config.zlibLevel()).isEqualTo(9);
  }

  @ParameterizedTest
  @EnumSource
  void knowsEveryMode(RepositoryMode mode) throws MalformedException {
    assertThat(config("mode=" + mode.key()).mode()).isEqualTo(mode);
    assertThat(RepositoryMode.of(mode.toString())).contains(mode);
  }

  @Test
  void knowsBothNamesOfArchive() throws MalformedException {
    assertThat(config("mode=archive").mode()).isEqualTo(RepositoryMode.ARCHIVE);
    assertThat(RepositoryMode.ARCHIVE).hasToString("archive");
    assertThat(RepositoryMode.ARCHIVE.key()).isEqualTo("archive-z2");
  }

  @ParameterizedTest
  @CsvSource({"-5, 1", "0, 1", "1, 1", "9, 9", "10, 9", "2147483647, 9"})
  void clampsTheDeflateLevel(String value, int level) throws MalformedException {
    assertThat(config("[archive]", "zlib-level=" + value).zlibLevel()).isEqualTo(level);
  }

  @Test
  void waitsLongForTheLockIfToldToWaitForEver() throws MalformedException {
    assertThat(config("lock-timeout-secs=-1").lockTimeout()).isEqualTo(Duration.ofDays(1));
    assertThat(config("lock-timeout-secs=0").lockTimeout()).isEqualTo(Duration.ZERO);
  }

  @Test
  void takesAnEmptyCollectionIdForNone() throws MalformedException {
    assertThat(config("collection-id=").collectionId()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "repo_version=2, core.repo_version is '2'",
    "repo_version=, core.repo_version is ''",
    "repo_version=1.0, core.repo_version is '1.0'",
    "archive=true, core.archive=true",
    "archive=maybe, core.archive is 'maybe'",
    "mode=Archive, core.mode is 'Archive'",
    "mode=, core.mode is ''",
    "mode=bare-user-xattrs, core.mode is",
    "fsync=yes, core.fsync is 'yes'",
    "fsync=TRUE, core.fsync is 'TRUE'",
    "locking=, core.locking is ''",
    "tombstone-commits=2, core.tombstone-commits is '2'",
    "indexed-deltas=x, core.indexed-deltas is 'x'",
    "lock-timeout-secs=soon, core.lock-timeout-secs is 'soon'",
    "lock-timeout-secs=99999999999, core.lock-timeout-secs is",
    "lock-timeout-secs=1.5, core.lock-timeout-secs is",
    "'[archive]\nzlib-level=high', archive.zlib-level is 'high'",
    "collection-id=org, is no collection id",
  })
  void refusesValuesThatNobodyCouldWorkWith(String line, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> config(line))
        .withMessageContaining(why);
  }

  @Test
  void refusesAFileWithoutAVersion() throws MalformedException {
    KeyFile empty = KeyFile.parse("[core]\nmode=archive-z2\n");
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> RepositoryConfig.of(empty))
        .withMessageContaining("core.repo_version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "org.example.Os", "_a._b", "A1.B2.c3", "a.b_c"})
  void acceptsCollectionIds(String id) throws MalformedException {
    assertThat(config("collection-id=" + id).collectionId()).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a", "a.", ".a", "a..b", "a.1b", "1a.b", "a-b.c", "a.b c", "a.b\n", "ä.b", "a/b.c", "."
      })
  void refusesWhatIsNoCollectionId(String id) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> RepositoryConfig.requireCollectionId(id));
  }

  @Test
  void limitsTheLengthOfCollectionIds() throws MalformedException {
    RepositoryConfig.requireCollectionId("a." + "b".repeat(253));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> RepositoryConfig.requireCollectionId("a." + "b".repeat(254)));
  }
}
