// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.sum;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.object.ObjectName;

/** Names of refs and of objects, and messages, that are none. */
class LyingNamesTest extends LyingPusher {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/main",
        "main/",
        "a//b",
        ".",
        "..",
        "../heads/x",
        "a/../../../config",
        "a/..",
        ".hidden",
        "a/.hidden",
        "-option",
        "a/-b",
        "with space",
        "tab\\t",
        "line\\n",
        "nul\\u0000",
        "a:b",
        "a@b",
        "a+b",
        "a~b",
        "a^b",
        "a*",
        "a\\\\b",
        "%2e%2e",
        "\\ud800",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "LONG",
        "LONGER",
      })
  void aRefNameThatIsNone(String shown) throws Exception {
    String name =
        switch (shown) {
          case "LONG" -> "a".repeat(256);
          case "LONGER" -> "a/".repeat(2000) + "a";
          default -> shown;
        };
    caller.deliver(id, source.bundle());

    String json = "{\"refs\":[{\"ref\":\"" + name + "\",\"target\":\"" + commit + "\"}]}";
    Problem opened = caller.postText(Routes.PUSHES, json).problem(ErrorCode.MALFORMED);
    Problem published = caller.postText(Routes.publish(id), json).problem(ErrorCode.MALFORMED);

    assertThat(opened.detail()).contains("ref name");
    assertThat(published.detail()).isEqualTo(opened.detail());
    if (name.matches("[a-z@/ .:+~^*-]{1,80}")) {
      assertThat(opened.detail()).contains("'" + name + "'");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "%2e%2e",
        "..%2f..%2fconfig",
        "..%2F..%2F..%2Frefs%2Fheads%2Fmain",
        "%2fetc%2fpasswd",
        "SUM",
        "SUM.",
        "SUM.filez",
        "SUM.FILE",
        "SUM.file%0a",
        "SUM.file%2f",
        "SUM%2ffile",
        "SUM.commitmeta",
        "SHORT.file",
        "LONG.file",
        "UPPER.file",
        "gggg.file",
        "../SUM.file",
        "SU/M.file",
      })
  void aNameThatIsNone(String shown) throws Exception {
    String sum = "0123456789abcdef".repeat(4);
    String name =
        shown
            .replace("SUM", sum)
            .replace("SHORT", sum.substring(1))
            .replace("LONG", sum + "0")
            .replace("UPPER", sum.toUpperCase(Locale.ROOT))
            .replace("SU/M", "01/" + sum.substring(2));
    Reply reply =
        caller.send(
            "PATCH",
            Routes.objects(id) + "/" + name,
            new byte[10],
            Routes.UPLOAD_FORM,
            "archive",
            Routes.UPLOAD_LENGTH,
            "10",
            Routes.UPLOAD_OFFSET,
            "0");

    if (name.contains("/")) {
      reply.problem(ErrorCode.NOT_FOUND);
    } else {
      String told = reply.problem(ErrorCode.MALFORMED).detail();
      assertThat(told).contains(URLDecoder.decode(name, StandardCharsets.UTF_8).replace('\n', '?'));
    }
    assertThat(production.staged()).noneMatch(path -> path.contains("parts/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"commit", "dirtree", "dirmeta"})
  void metadataInPieces(String type) throws Exception {
    ObjectName name = ObjectName.parse("0".repeat(64) + "." + type);

    Problem problem =
        caller.sendPiece(id, name, "archive", 10, 0, new byte[10]).problem(ErrorCode.MALFORMED);

    assertThat(problem.detail()).contains("only content objects");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "{}", "{\"refs\":null}", "{\"refs\":[null]}", "{\"refs\":[{}]}"})
  void aMessageThatIsNone(String json) throws Exception {
    caller.postText(Routes.PUSHES, json).problem(ErrorCode.MALFORMED);
    caller.postText(Routes.publish(id), json).problem(ErrorCode.MALFORMED);
  }
}
