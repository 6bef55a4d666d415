// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.receiver.serve.ServedPath.Kind;

class ServedPathTest {
  private static final String REST = "0123456789abcdef".repeat(4).substring(2);

  @ParameterizedTest
  @CsvSource({
    "config, CONFIG",
    "summary, REPLACED_FILE",
    "summary.sig, REPLACED_FILE",
    "refs/heads/main, REF",
    "refs/heads/a/b/c, REF",
    "refs/heads/%c3%bcn%c3%af/%e6%97%a5%e6%9c%ac, REF",
    "refs/mirrors/org.example.Os/main, REF",
    "objects/01/REST.filez, CONTENT_OBJECT",
    "objects/01/REST.dirtree, METADATA_OBJECT",
    "objects/01/REST.dirmeta, METADATA_OBJECT",
    "objects/01/REST.commit, METADATA_OBJECT",
    "objects/01/REST.commitmeta, REPLACED_FILE",
    "objects/01/REST.tombstone-commit, REPLACED_FILE",
    "deltas/A1/WzlASpGVKdvD_laOE5Ku5ueHLcSgMg651akzJQZDU/superblock, REPLACED_FILE",
    "deltas/A1/WzlASpGVKdvD_laOE5Ku5ueHLcSgMg651akzJQZDU/meta, REPLACED_FILE",
    "deltas/A1/WzlASpGVKdvD_laOE5Ku5ueHLcSgMg651akzJQ+DU/0, DELTA_PART",
    "deltas/A1/WzlASpGVKdvD_laOE5Ku5ueHLcSgMg651akzJQZDU/12, DELTA_PART",
    "delta-indexes/A1/WzlASpGVKdvD_laOE5Ku5ueHLcSgMg651akzJQZDU.index, REPLACED_FILE",
  })
  void letsThroughWhatClientsAskFor(String path, Kind kind) {
    assertThat(ServedPath.parse(path.replace("REST", REST)).map(ServedPath::kind)).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "config/x",
        "Config",
        "config.bak",
        "summary/",
        "summary.idx",
        "summary%2esig.bak",
        "refs",
        "refs/heads",
        "refs/heads/",
        "refs/heads/.tmp-main",
        "refs/heads/a/.b",
        "refs/heads//etc/passwd",
        "refs/heads/../../config",
        "refs/remotes/origin/main",
        "refs/main",
        "objects",
        "objects/01",
        "objects/0a/REST",
        "objects/01/REST.",
        "objects/01/REST.file",
        "objects/01/REST.filez.bak",
        "objects/01/REST.FILEZ",
        "objects/01/REST.payload-link",
        "objects/01/REST/x.filez",
        "objects/01/xREST.filez",
        "objects/0/1REST.filez",
        "objects/012/REST.filez",
        "objects/0G/REST.filez",
        "objects/AB/REST.filez",
        "objects/01/.filez",
        "objects/01/passwd",
        "objects/aa/passwd",
        "deltas",
        "delta-indexes",
        "state/x.commitpartial",
        "tmp/x",
        "tmp/cache/summaries/origin",
        "extensions/x",
        "uncompressed-objects-cache/01/REST.file",
        ".lock",
        ".ostree-upload/x",
        ".ostree-upload/x/objects/01/REST.filez",
        "origin.trustedkeys.gpg",
        "passwd"
      })
  void refusesEverythingElse(String path) {
    assertThat(ServedPath.parse(path.replace("REST", REST))).isEqualTo(Optional.empty());
  }

  @Test
  void isWrittenAsThePathBelowTheRepository() {
    assertThat(ServedPath.parse("refs/heads/%61/b"))
        .map(ServedPath::toString)
        .contains("refs/heads/a/b");
    assertThat(ServedPath.parse("refs/heads/%61/b")).map(ServedPath::top).contains("refs");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void onlyWhatIsNeverReplacedIsKeptByCaches(Kind kind) {
    assertThat(kind.cacheControl())
        .isEqualTo(kind.isReplaced() ? "no-cache" : "public, max-age=31536000, immutable");
  }
}
