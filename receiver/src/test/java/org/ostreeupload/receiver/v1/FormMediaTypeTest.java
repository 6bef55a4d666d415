// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;

/** Media types of forms. */
class FormMediaTypeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multipart/form-data; boundary=abc|abc",
        "Multipart/Form-Data;boundary=\"a b\"|a b",
        "multipart/form-data; charset=utf-8; boundary=\"a'()+_,-./:=?9\"|a'()+_,-./:=?9"
      })
  void findsTheBoundary(String mediaType, String boundary) throws Exception {
    assertThat(MultipartReader.boundary(mediaType)).isEqualTo(boundary);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "multipart/form-data",
        "multipart/form-data; boundary",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\" \"",
        "multipart/form-data; boundary=\"a ",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=a*",
        "multipart/form-data; boundary=ü",
        "multipart/mixed; boundary=abc",
        "application/json; boundary=abc"
      })
  void refusesAMediaTypeThatIsNoForm(String mediaType) {
    assertThatThrownBy(() -> MultipartReader.boundary(mediaType))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(
            () -> MultipartReader.boundary("multipart/form-data; boundary=" + "x".repeat(71)))
        .isInstanceOf(MalformedException.class);
  }
}
