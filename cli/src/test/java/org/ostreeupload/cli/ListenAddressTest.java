// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    ":8080, '', 8080",
    ":0, '', 0",
    ":65535, '', 65535",
    "127.0.0.1:8080, 127.0.0.1, 8080",
    "localhost:80, localhost, 80",
    "host-name.example.org:80, host-name.example.org, 80",
    "[::1]:8080, ::1, 8080",
    "[::]:8080, ::, 8080",
    "[fe80::1%eth0]:8080, fe80::1%eth0, 8080",
    "[::ffff:192.0.2.1]:8080, ::ffff:192.0.2.1, 8080"
  })
  void takesAddresses(String text, String host, int port) throws UsageException {
    assertThat(ListenAddress.parse(text)).isEqualTo(new ListenAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8080",
        "localhost",
        "localhost:",
        ":",
        ":port",
        ":-1",
        ":65536",
        ":99999",
        ":100000",
        "::1:8080",
        "[::1]",
        "[::1",
        "[]:8080",
        "[::1]8080",
        "http://localhost:8080",
        "localhost:8080/",
        "local host:8080",
        " :8080",
        ":8080 ",
        ":8080\n"
      })
  void refusesWhatIsNone(String text) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> ListenAddress.parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining("127.0.0.1:8080");
  }
}
