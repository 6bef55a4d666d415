// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;

class ReceiverAddressTest {
  private static ReceiverAddress parse(String address, String token) throws MalformedException {
    return ReceiverAddress.parse(address, token, TlsOptions.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, http://localhost:8080",
    "http://localhost:8080/, http://localhost:8080",
    "https://example.org, https://example.org",
    "https://example.org/ostree//, https://example.org/ostree",
    "HTTPS://example.org:443, HTTPS://example.org:443",
    "http://[::1]:8080/, http://[::1]:8080",
    "http://192.0.2.1:65535, http://192.0.2.1:65535"
  })
  void takesWhatLeadsToAReceiver(String address, String base) throws MalformedException {
    assertThat(parse(address, "token").base()).hasToString(base);
    assertThat(parse(address, "token")).hasToString(base);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "localhost",
        "localhost:8080",
        "ftp://localhost",
        "file:///repo",
        "http:",
        "http://",
        "http://:8080",
        "http://local host",
        "http://localhost:port",
        "http://localhost:65536",
        "http://localhost:99999999999",
        "http://localhost\n",
        "http://%"
      })
  void refusesWhatDoesNot(String address) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse(address, "token"))
        .withMessageContaining("'" + address + "'")
        .withMessageContaining("http://localhost:8080");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ci:secret@build_host:8080",
        "http://ci:secret@",
        "ci:secret@localhost",
        "http://localhost/?token=secret",
        "http://local host/?token=secret",
        "http://localhost/#secret",
        "ftp://ci@localhost/secret\n"
      })
  void doesNotRepeatWhatMayHoldASecret(String address) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse(address, "token"))
        .withMessageContaining("address of a receiver")
        .withMessageNotContaining("secret");
  }

  @Test
  void doesNotRepeatAPasswordThatIsInAnAddress() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse("http://user:secret@localhost", "token"))
        .withMessageContaining("no user and password")
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "se cret", "secret\n", "secret\r\nHost: x", "secrét", "se\0cret"})
  void refusesWhatNoTokenCanBeAndDoesNotRepeatIt(String token) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse("http://localhost", token))
        .withMessageContaining("the token")
        .withMessageNotContaining("cr");
  }

  @Test
  void doesNotShowItsToken() throws MalformedException {
    assertThat(parse("http://localhost", "secret").toString()).doesNotContain("secret");
  }
}
