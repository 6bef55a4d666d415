// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.Json;

class ProblemTest {
  @Test
  void carriesTheFieldsOfProblemDetails() {
    byte[] json = Json.write(Problem.of(ErrorCode.UNKNOWN_PUSH, "no such push"));

    assertThat(new String(json, StandardCharsets.UTF_8))
        .contains("\"code\":\"unknown-push\"")
        .contains("\"title\":\"unknown push\"")
        .contains("\"status\":404")
        .contains("\"retryable\":false")
        .contains("\"detail\":\"no such push\"")
        .doesNotContain("object")
        .doesNotContain("refs")
        .doesNotContain("missing");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyCodeIsReadFromItsWord(ErrorCode code) throws Exception {
    Problem problem = Problem.of(code, "why");

    assertThat(ErrorCode.of(code.word())).isEqualTo(code);
    assertThat(Json.read(Json.write(problem), Problem.class)).isEqualTo(problem);
    assertThat(code.word()).matches("[a-z]+(-[a-z]+)*");
    assertThat(code.status()).isBetween(400, 599);
  }

  @Test
  void everyCodeHasAWordOfItsOwn() {
    Set<String> words =
        Arrays.stream(ErrorCode.values()).map(ErrorCode::word).collect(Collectors.toSet());

    assertThat(words).hasSameSizeAs(ErrorCode.values());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 413, 500, 503, 507})
  void aStatusAloneTellsACodeWithThatStatus(int status) {
    assertThat(ErrorCode.ofStatus(status).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
  void aStatusThatMayPassTellsACodeThatMayPass(int status) {
    assertThat(ErrorCode.ofStatus(status).isRetryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "UNKNOWN_PUSH", "unknown_push", "of-a-later-version"})
  void anUnknownCodeIsAnInternalError(String word) throws Exception {
    String json = "{\"code\":\"" + word + "\",\"detail\":\"why\"}";

    assertThat(Json.read(json.getBytes(StandardCharsets.UTF_8), Problem.class))
        .isEqualTo(Problem.of(ErrorCode.INTERNAL, "why"));
  }

  @Test
  void statusTitleAndRetryableFollowTheCodeWhateverIsSent() throws Exception {
    String json =
        "{\"code\":\"busy\",\"detail\":\"d\",\"status\":200,\"title\":\"fine\",\"retryable\":false,"
            + "\"object\":null,\"refs\":null,\"missing\":null,\"type\":\"about:blank\"}";

    Problem problem = Json.read(json.getBytes(StandardCharsets.UTF_8), Problem.class);

    assertThat(problem).isEqualTo(Problem.of(ErrorCode.BUSY, "d"));
    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.retryable()).isTrue();
  }
}
