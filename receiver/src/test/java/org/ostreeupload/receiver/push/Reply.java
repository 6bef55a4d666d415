// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.gvariant.MalformedException;

/** What a receiver answered. */
final class Reply {
  private final int status;
  private final HttpResponse<byte[]> response;

  Reply(HttpResponse<byte[]> response) {
    this.status = response.statusCode();
    this.response = response;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return response.body();
  }

  /** A header field; empty if it is not there. */
  String field(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The message of a success. */
  <T> T message(int expected, Class<T> type) throws MalformedException {
    assertThat(status).as(toString()).isEqualTo(expected);
    assertThat(field("Content-Type")).startsWith("application/json");
    return Json.read(body(), type);
  }

  /** The refusal, which must have this code and the status that goes with it. */
  Problem problem(ErrorCode code) throws MalformedException {
    assertThat(status).as(toString()).isEqualTo(code.status());
    assertThat(field("Content-Type")).startsWith(Routes.PROBLEM);
    Problem problem = Json.read(body(), Problem.class);
    assertThat(problem.code()).as(toString()).isEqualTo(code);
    assertThat(field("Retry-After").isEmpty()).isEqualTo(!code.isRetryable());
    return problem;
  }

  @Override
  public String toString() {
    return response + " " + new String(body(), StandardCharsets.UTF_8);
  }
}
