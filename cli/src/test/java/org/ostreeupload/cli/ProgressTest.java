// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ostreeupload.pusher.PushPlan;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

class ProgressTest {
  private static final PushPlan PLAN = plan(500_000);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private static PushPlan plan(long length) {
    ObjectName name = ObjectName.file(Checksum.ofBytes(new byte[0]));
    return new PushPlan(List.of(), List.of(new PushPlan.Item(name, length)), List.of());
  }

  private Progress progress(boolean isTerminal, Progress.Detail detail) {
    PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Progress(
        new Console(InputStream.nullInputStream(), err, err, isTerminal, Map.of(), "0"), detail);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void drawsTheWholeBarAtTheEnd() {
    try (Progress progress = progress(true, Progress.Detail.NORMAL)) {
      progress.planned(PLAN);
      progress.sentBytes(250_000);
      progress.sentBytes(250_042);
      progress.sentObjects(1);
      progress.publishing();
    }
    assertThat(shown())
        .startsWith("ostree-upload: to send: 1 object, 500.0 kB\n")
        .containsPattern("\rsending +100% .* 500/500 kB .* [0-9.]+ [kMG]B/s, 1/1 object")
        .endsWith("\n");
  }

  @Test
  void isDoneWhenWhatIsNotSparedIsSent() {
    try (Progress progress = progress(true, Progress.Detail.NORMAL)) {
      progress.planned(PLAN);
      progress.sentBytes(10_000);
      progress.sparedBytes(490_000);
      progress.sentObjects(1);
      progress.publishing();
    }
    assertThat(shown()).containsPattern("\\rsending +100% .* 10/10 kB .*1/1 object");
  }

  @Test
  void clearsTheLineOfTheBarForWhatItSays() {
    try (Progress progress = progress(true, Progress.Detail.NORMAL)) {
      progress.planned(PLAN);
      progress.retrying("it said \u001b[31mno");
    }
    assertThat(shown()).contains("\r\u001b[Kostree-upload: trying again: it said ?[31mno\n");
  }

  @Test
  void saysWhatIsNoteworthyAsItIs() {
    try (Progress progress = progress(false, Progress.Detail.QUIET)) {
      progress.planned(PLAN);
      progress.noted("an object is damaged");
    }
    assertThat(shown()).isEqualTo("ostree-upload: an object is damaged\n");
  }

  @Test
  void countsAnewWhenThePushBeginsAgain() {
    try (Progress progress = progress(true, Progress.Detail.NORMAL)) {
      progress.planned(PLAN);
      progress.sentBytes(400_000);
      progress.retrying("it was forgotten");
      progress.planned(plan(200_000));
      progress.sentBytes(200_042);
      progress.sentObjects(1);
      progress.publishing();
      assertThat(progress.totalBytes()).isEqualTo(200_000);
    }
    assertThat(shown())
        .contains("ostree-upload: to send: 1 object, 500.0 kB\n")
        .contains("ostree-upload: to send: 1 object, 200.0 kB\n")
        .containsPattern("\rsending +100% .* 200/200 kB .*, 1/1 object");
  }

  @Test
  void drawsNothingWhereThereIsNoTerminal() {
    try (Progress progress = progress(false, Progress.Detail.NORMAL)) {
      progress.planned(PLAN);
      progress.sentBytes(500_000);
      progress.retrying("no");
      progress.publishing();
    }
    assertThat(shown())
        .isEqualTo(
            """
            ostree-upload: to send: 1 object, 500.0 kB
            ostree-upload: trying again: no
            """);
  }

  @Test
  void drawsNoBarWhenThereIsNothingToSend() {
    try (Progress progress = progress(true, Progress.Detail.NORMAL)) {
      progress.planned(new PushPlan(List.of(), List.of(), List.of()));
      progress.publishing();
    }
    assertThat(shown()).isEqualTo("ostree-upload: to send: 0 objects, 0 B\n");
  }

  @Test
  void saysNothingButWhatGoesWrongWhenItIsQuiet() {
    try (Progress progress = progress(true, Progress.Detail.QUIET)) {
      progress.planned(PLAN);
      progress.sentBytes(500_000);
      progress.sentObjects(1);
      progress.publishing();
      assertThat(shown()).isEmpty();
      assertThat(progress.totalObjects()).isEqualTo(1);
      assertThat(progress.totalBytes()).isEqualTo(500_000);
      progress.retrying("no");
    }
    assertThat(shown()).isEqualTo("ostree-upload: trying again: no\n");
  }
}
