// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushConfigTest {
  @TempDir private Path directory;

  private PushConfig read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private PushConfig read(byte[] bytes) throws IOException {
    return PushConfig.read(Files.write(directory.resolve("push.yaml"), bytes));
  }

  private String refusal(byte[] bytes) {
    UsageException refusal = catchThrowableOfType(UsageException.class, () -> read(bytes));
    assertThat(refusal).isNotNull().hasMessageContaining("push.yaml");
    return String.valueOf(refusal.getMessage());
  }

  private String refusal(String text) {
    return refusal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsEverythingThatItMayHold() throws IOException {
    PushConfig config =
        read(
            """
            # the defaults of our builds
            address: https://example.org/ostree
            token: secret
            token-file: /etc/token
            repo: /srv/build
            branches:
              - os/stable
              - ünï/日本
            compression: delta
            tls:
              cacert: ca.pem
              cert: client.pem
              key: client.key
            """);
    assertThat(config.address()).contains("https://example.org/ostree");
    assertThat(config.token()).contains("secret");
    assertThat(config.tokenFile()).contains("/etc/token");
    assertThat(config.repo()).contains("/srv/build");
    assertThat(config.branches()).containsExactly("os/stable", "ünï/日本");
    assertThat(config.compression()).contains("delta");
    assertThat(config.tls())
        .contains(
            new PushConfig.Tls(
                Optional.of("ca.pem"), Optional.of("client.pem"), Optional.of("client.key")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "# nothing but words\n",
        "---\n",
        "{}",
        "address:\n",
        "branches:\ntls:\n",
        "tokens: []\n",
        "branches: []\n"
      })
  void readsAFileThatSaysNothing(String text) throws IOException {
    assertThat(read(text)).isEqualTo(PushConfig.NONE);
  }

  @Test
  void readsPartOfWhatItMayHold() throws IOException {
    PushConfig config = read("tls: {cacert: ca.pem}\nrepo: build\n");
    assertThat(config.repo()).contains("build");
    assertThat(config.address()).isEmpty();
    assertThat(config.branches()).isEmpty();
    assertThat(config.tls().orElseThrow().cert()).isEmpty();
  }

  @Test
  void leavesTheTokensOfAReceiverAlone() throws IOException {
    PushConfig config =
        read(
            """
            tokens:
            - {token: other, created: 2021-01-01 00:00:00}
            - id: a
              hash: b
            address: http://localhost
            """);
    assertThat(config.address()).contains("http://localhost");
    assertThat(config.token()).isEmpty();
  }

  @Test
  void readsTheTokenFileOfAReceiver() throws IOException {
    Path file = directory.resolve("shared.yaml");
    new Session().run("gentoken", "-c", file.toString()).expect(ExitStatus.DONE);
    assertThat(PushConfig.read(file)).isEqualTo(PushConfig.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adress: http://localhost\n",
        "address: http://localhost\nrepository: build\n",
        "tls: {ca: x}\n",
        "Address: http://localhost\n"
      })
  void refusesAKeyThatItDoesNotKnow(String text) {
    assertThat(refusal(text)).contains("address, token, token-file, repo, branches");
  }

  @Test
  void tellsThePlace() {
    assertThat(refusal("address: http://localhost\nbranch: main\n")).contains("line ", "'branch'");
    assertThat(refusal("tls: {cacert: a, ca: b}\n")).contains("line ", "'tls.ca'");
    assertThat(refusal("branches:\n- a\n- [b]\n")).contains("line ", "'branches[1]'");
    assertThat(refusal("address: http://localhost\n\ntoken: 'no end\n")).contains("line ");
    assertThat(refusal("k".repeat(1000) + ": main\n").length()).isLessThan(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "address: [a, b]\n",
        "address: {a: b}\n",
        "branches: {a: b}\n",
        "branches: [[a]]\n",
        "branches: [a, ~]\n",
        "tls: ca.pem\n",
        "tls: [ca.pem]\n",
        "- address\n",
        "text\n",
        "7\n",
        "address: 'no end\n",
        "address: \"\\q\"\n",
        "address: http://localhost\n  repo: build\n",
        "\taddress: http://localhost\n",
        "address: http://one\naddress: http://two\n",
        "address: http://one\n---\naddress: http://two\n",
        "[[[[[[[[[[[[[[[[[[[[",
        "address: !!java.net.URL [http://localhost]\n"
      })
  void refusesWhatCannotBeMeant(String text) {
    assertThat(refusal(text)).contains("may hold address, token");
  }

  @Test
  void doesNotRepeatSecrets() {
    assertThat(refusal("token: the-secret\n  oops: x\n")).doesNotContain("the-secret");
    assertThat(refusal("token: [the-secret]\n")).doesNotContain("the-secret");
    assertThat(refusal("token: {the-secret: x}\n")).doesNotContain("the-secret");
    assertThat(refusal("token: !!int the-secret\nx: y\n")).doesNotContain("the-secret");
    assertThat(refusal("tls: the-secret\n")).doesNotContain("the-secret");
    assertThat(refusal("branches: the-secret\n")).doesNotContain("the-secret");
    assertThat(refusal("token: \"the-secret\\q\"\n")).doesNotContain("the-secret");
  }

  @Test
  void refusesBytesThatAreNoText() {
    refusal(new byte[] {'r', 'e', 'p', 'o', ':', ' ', (byte) 0xff, (byte) 0xfe, '\n'});
    refusal("repo: a\0b\n");
    refusal("repo: a\u0007b\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "address: *x\n",
        "repo: &r build\naddress: *r\n",
        "branches: &b [*b]\n",
        "branches: [a, *b]\n"
      })
  void refusesAliases(String text) {
    assertThat(refusal(text)).contains("alias");
  }

  @Test
  @Timeout(10)
  void refusesABombOfAliases() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String before = "*a" + (i - 1);
      bomb.append("a" + i + ": &a" + i + " [" + (before + ", ").repeat(8) + before + "]\n");
    }
    refusal(bomb + "address: *a29\n");
  }

  @Test
  void refusesAFileThatIsTooLarge() {
    assertThat(refusal("#".repeat((1 << 20) + 1))).contains("larger");
  }

  @Test
  void refusesAFileThatIsNone() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> PushConfig.read(directory))
        .withMessageContaining(directory.toString());
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> PushConfig.read(directory.resolve("absent.yaml")))
        .withMessageContaining("absent.yaml is not there");
  }
}
