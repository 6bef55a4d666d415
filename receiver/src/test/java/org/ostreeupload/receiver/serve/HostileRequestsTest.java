// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.serve.SampleRepository.DIRTREE;
import static org.ostreeupload.receiver.serve.SampleRepository.MAIN;
import static org.ostreeupload.receiver.serve.SampleRepository.REST;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever asks for what is not served gets neither it nor a failure. */
class HostileRequestsTest {
  private static final String SECRET = "what nobody may read";

  @TempDir Path dir;
  private SampleRepository repository;
  private FileServer server;

  @BeforeEach
  void serve() throws IOException {
    Files.writeString(dir.resolve("outside"), SECRET);
    Files.writeString(Files.createDirectory(dir.resolve("01")).resolve(REST + ".dirtree"), SECRET);
    repository =
        SampleRepository.create(dir.resolve("repository"))
            .with(MAIN, "0123456789")
            .with("state/secret", SECRET)
            .with(".lock", SECRET);
    server = FileServer.of(repository.root());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void assertRefused(Answer answer) throws IOException {
    assertThat(answer.status()).isIn(400, 404, 414, 431);
    assertThat(answer.body()).doesNotContain(SECRET);
    assertThat(server.get(MAIN).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/repo/../outside",
        "/repo/../../etc/passwd",
        "/repo/refs/heads/../../../outside",
        "/repo/refs/heads/../../state/secret",
        "/repo/refs/heads/%2e%2e/%2e%2e/%2e%2e/outside",
        "/repo/refs/heads/%2E%2E%2F%2E%2E%2F%2E%2E%2Foutside",
        "/repo/refs/heads/..%2f..%2fstate%2fsecret",
        "/repo/refs/heads/..%5c..%5cstate%5csecret",
        "/repo/refs/heads/..\\..\\state\\secret",
        "/repo/refs/heads/%252e%252e/%252e%252e/state/secret",
        "/repo/refs/heads/%c0%ae%c0%ae/%c0%ae%c0%ae/state/secret",
        "/repo/refs/heads/%e0%80%ae%e0%80%ae/main",
        "/repo/refs/heads/%c0%af../state/secret",
        "/repo/refs/heads/..;/..;/state/secret",
        "/repo/refs/heads/main%00.txt",
        "/repo/state/secret%00/../../refs/heads/main",
        "/repo/refs/heads/main%0a",
        "/repo/refs/heads/main%20",
        "/repo/refs/heads/main/",
        "/repo/refs/heads/main/.",
        "/repo/refs/heads/./main",
        "/repo/refs//heads/main",
        "/repo//refs/heads/main",
        "/repo/%2frefs/heads/main",
        "/repo//etc/passwd",
        "/repo/%2fetc%2fpasswd",
        "//etc/passwd",
        "/repo",
        "/repo/",
        "/repo/.lock",
        "/repo/%2elock",
        "/repo/refs/heads/ma%69n%",
        "/repo/refs/heads/ma%zzin",
        "/repo/refs/heads/m\u00e4in",
        "/repo/refs/heads/%ff",
        "/repo/refs/heads/\uff0e\uff0e/main",
        "/%72epo/../repo/state/secret"
      })
  void nothingOutsideIsReached(String target) throws IOException {
    assertRefused(server.request("GET " + target));
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 4096, 7000, 20_000, 1_000_000})
  void hugeNamesAreRefused(int size) throws IOException {
    assertRefused(server.get("refs/heads/" + "a".repeat(size)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 3500})
  void deepPathsAreRefused(int depth) throws IOException {
    assertRefused(server.get("refs/heads/" + "a/".repeat(depth) + "b"));
  }

  @Test
  void symlinksDoNotLeadOut() throws IOException {
    repository
        .withLink("objects/01", dir.resolve("01").toString())
        .withLink("refs/heads/absolute", dir.resolve("outside").toString())
        .withLink("refs/heads/relative", "../../../outside")
        .withLink("refs/heads/directory", dir.toString())
        .withLink("refs/heads/inside", "../../state/secret")
        .withLink("refs/heads/config", "../../config")
        .withLink("refs/mirrors/up", "../../state")
        .withLink("summary", "../outside")
        .withLink("summary.sig", ".lock")
        .withLink("deltas", "state");
    for (String path :
        new String[] {
          DIRTREE,
          "refs/heads/absolute",
          "refs/heads/relative",
          "refs/heads/directory/outside",
          "refs/heads/inside",
          "refs/heads/config",
          "refs/mirrors/up/secret",
          "summary",
          "summary.sig",
          "deltas/secret"
        }) {
      assertThat(server.get(path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void symlinksToNowhereAreNotFound() throws IOException {
    repository
        .withLink("refs/heads/dangling", "absent")
        .withLink("refs/heads/loop", "loop")
        .withLink("refs/heads/directory", "../heads");
    for (String ref : new String[] {"dangling", "loop", "directory"}) {
      assertThat(server.get("refs/heads/" + ref).status()).as(ref).isEqualTo(404);
    }
  }

  @Test
  void aliasesOfRefsAreFollowed() throws IOException {
    repository.withLink("refs/heads/alias", "main").withLink("refs/heads/a/b", "../alias");

    assertThat(server.get("refs/heads/alias").body()).isEqualTo("0123456789");
    assertThat(server.get("refs/heads/a/b").body()).isEqualTo("0123456789");
  }

  @Test
  void repositoryBehindASymlinkIsServed() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), repository.root());
    try (FileServer behind = FileServer.of(link)) {
      assertThat(behind.get(MAIN).body()).isEqualTo("0123456789");
    }
  }

  @Test
  void pipeDoesNotBlock() throws IOException, InterruptedException {
    Path pipe = repository.root().resolve("refs/heads/pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(server.get("refs/heads/pipe").status()).isEqualTo(404);
  }
}
