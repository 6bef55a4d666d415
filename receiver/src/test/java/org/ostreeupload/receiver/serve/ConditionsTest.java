// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.receiver.serve.Conditions.Outcome;

class ConditionsTest {
  private static final String DATE = "Tue, 14 Nov 2023 22:13:20 GMT";
  private static final String BEFORE = "Tue, 14 Nov 2023 22:13:19 GMT";
  private static final String AFTER = "Tue, 14 Nov 2023 22:13:21 GMT";
  private static final Instant MODIFIED = Instant.parse("2023-11-14T22:13:20Z");
  private static final Validators CURRENT = new Validators("\"a,b\"", Optional.of(MODIFIED));
  private static final Validators UNDATED = new Validators("\"a,b\"", Optional.empty());

  private static Conditions conditions(Map<String, String> fields) {
    return Conditions.of(name -> fields.getOrDefault(name, ""));
  }

  private static Outcome outcome(String field, String value) {
    return conditions(Map.of(field, value)).evaluate(CURRENT);
  }

  private static boolean allowRange(String value) {
    return conditions(Map.of("If-Range", value)).allowRange(CURRENT);
  }

  @Test
  void withoutConditionsGoesOn() {
    assertThat(conditions(Map.of()).evaluate(CURRENT)).isEqualTo(Outcome.PROCEED);
    assertThat(conditions(Map.of()).allowRange(CURRENT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a,b\"",
        "W/\"a,b\"",
        "*",
        "\"x\", \"a,b\"",
        "\"x\",W/\"y\",W/\"a,b\",\"z\"",
        ",, \"a,b\" ,"
      })
  void knownTagIsNotModified(String tags) {
    assertThat(outcome("If-None-Match", tags)).isEqualTo(Outcome.NOT_MODIFIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\"",
        "\"b\"",
        "a,b",
        "\"A,B\"",
        "\"\"",
        "\"x\", \"y\"",
        "\"*\"",
        "\"",
        "nonsense"
      })
  void otherTagGoesOn(String tags) {
    assertThat(outcome("If-None-Match", tags)).isEqualTo(Outcome.PROCEED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {DATE, AFTER, "Tuesday, 14-Nov-23 22:13:20 GMT", "Tue Nov 14 22:13:20 2023"})
  void unchangedSinceDateIsNotModified(String date) {
    assertThat(outcome("If-Modified-Since", date)).isEqualTo(Outcome.NOT_MODIFIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BEFORE,
        "yesterday",
        "0",
        "-1",
        "2023-11-14T22:13:20Z",
        "Tue, 99 Nov 2023 22:13:20 GMT"
      })
  void changedSinceDateGoesOn(String date) {
    assertThat(outcome("If-Modified-Since", date)).isEqualTo(Outcome.PROCEED);
  }

  @Test
  void tagCountsMoreThanDate() {
    assertThat(
            conditions(Map.of("If-None-Match", "\"x\"", "If-Modified-Since", DATE))
                .evaluate(CURRENT))
        .isEqualTo(Outcome.PROCEED);
    assertThat(
            conditions(Map.of("If-None-Match", "\"a,b\"", "If-Modified-Since", BEFORE))
                .evaluate(CURRENT))
        .isEqualTo(Outcome.NOT_MODIFIED);
  }

  @Test
  void dateMeansNothingForWhatHasNone() {
    assertThat(conditions(Map.of("If-Modified-Since", AFTER)).evaluate(UNDATED))
        .isEqualTo(Outcome.PROCEED);
    assertThat(conditions(Map.of("If-Unmodified-Since", BEFORE)).evaluate(UNDATED))
        .isEqualTo(Outcome.PROCEED);
    assertThat(conditions(Map.of("If-Range", DATE)).allowRange(UNDATED)).isFalse();
  }

  @Test
  void preconditionsFailForOtherBytes() {
    assertThat(outcome("If-Match", "\"a,b\"")).isEqualTo(Outcome.PROCEED);
    assertThat(outcome("If-Match", "*")).isEqualTo(Outcome.PROCEED);
    assertThat(outcome("If-Match", "\"x\"")).isEqualTo(Outcome.FAILED);
    assertThat(outcome("If-Match", "W/\"a,b\"")).isEqualTo(Outcome.FAILED);
    assertThat(outcome("If-Unmodified-Since", DATE)).isEqualTo(Outcome.PROCEED);
    assertThat(outcome("If-Unmodified-Since", BEFORE)).isEqualTo(Outcome.FAILED);
    assertThat(outcome("If-Unmodified-Since", "yesterday")).isEqualTo(Outcome.PROCEED);
  }

  @Test
  void partsAreSentOnlyOfTheSameBytes() {
    assertThat(allowRange("\"a,b\"")).isTrue();
    assertThat(allowRange(DATE)).isTrue();
    assertThat(allowRange("W/\"a,b\"")).isFalse();
    assertThat(allowRange("\"x\"")).isFalse();
    assertThat(allowRange("*")).isFalse();
    assertThat(allowRange(BEFORE)).isFalse();
    assertThat(allowRange(AFTER)).isFalse();
    assertThat(allowRange("nonsense")).isFalse();
  }

  @Test
  void dateIsToldWhenNoOtherBytesCanHaveItAnyMore() {
    Instant modified = MODIFIED.plusMillis(999);

    assertThat(Validators.of("x", modified, MODIFIED.plusSeconds(2)).lastModified())
        .contains(MODIFIED);
    assertThat(Validators.of("x", modified, MODIFIED.plusMillis(1999)).lastModified()).isEmpty();
    assertThat(Validators.of("x", modified, MODIFIED.minusSeconds(60)).lastModified()).isEmpty();
    assertThat(Validators.of("x", modified, MODIFIED).etag()).isEqualTo("\"x\"");
  }
}
