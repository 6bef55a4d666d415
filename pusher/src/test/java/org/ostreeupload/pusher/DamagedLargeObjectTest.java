// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.message.Limits;

/** Objects that are found damaged while large ones are on their way. */
class DamagedLargeObjectTest {
  private static final int MEGABYTE = 1_000_000;
  private static final String DAMAGED = "is damaged";

  @TempDir private Path directory;

  private Production production;
  private Source source;
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void start() throws Exception {
    production = Production.in(directory, new Limits(100, 1000, 200_000, 500_000));
    source = Source.in(directory);
    source.write("small", "small").writeNoise("large", MEGABYTE, 1).commit("main");
  }

  @AfterEach
  void nothingIsPublished() throws IOException {
    production.close();
    assertThat(production.refs()).isEmpty();
    assertThat(production.objects()).isEmpty();
  }

  private String object(String path) {
    String listed = source.ostree().run("ls", "--checksum", "main", path).stdout();
    return listed.replaceAll("(?s).* ([0-9a-f]{64}) .*", "$1") + ".file";
  }

  private Path path(String object) {
    return ObjectFiles.path(source.repository(), object);
  }

  private void damage(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length / 2] ^= 1;
    Files.write(path, bytes);
  }

  private void assertNamed(ReceiverAddress receiver, String object, String what) {
    PushException refusal =
        catchThrowableOfType(PushException.class, () -> source.push(receiver, recorder, "main"));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(PushException.Cause.SOURCE);
    assertThat(refusal).message().contains(object, what, "ostree fsck");
    assertThat(recorder.retries()).isEmpty();
  }

  @Test
  void aLargeObjectThatIsDamagedBeforeItIsSent() throws IOException {
    String large = object("/large");
    recorder.afterPlan(() -> damage(path(large)));
    assertNamed(production.address(), large, DAMAGED);
  }

  @Test
  void aLargeObjectThatVanishesBeforeItIsSent() throws IOException {
    String large = object("/large");
    recorder.afterPlan(() -> Files.delete(path(large)));
    assertNamed(production.address(), large, "is missing");
  }

  @Test
  void aLargeObjectThatCannotBeReadAnyMore() throws IOException {
    Path large = path(object("/large"));
    recorder.afterPlan(
        () -> {
          Files.delete(large);
          Files.createDirectory(large);
        });
    PushException refusal =
        catchThrowableOfType(
            PushException.class, () -> source.push(production.address(), recorder, "main"));
    assertThat(refusal.reason()).isEqualTo(PushException.Cause.SOURCE);
    assertThat(refusal).message().contains("the source repository cannot be read");
    assertThat(recorder.retries()).isEmpty();
  }

  @Test
  @Timeout(60)
  void aLargeObjectThatShrinksWhileItIsSent() throws IOException {
    String large = object("/large");
    recorder.afterFirstBytes(
        () -> {
          try (FileChannel file = FileChannel.open(path(large), StandardOpenOption.WRITE)) {
            file.truncate(MEGABYTE / 2);
          }
        });
    assertNamed(production.address(), large, DAMAGED);
  }

  @Test
  @Timeout(60)
  void aFailureIsNotHeldUpByALargeObjectThatTakesItsTime() throws IOException {
    String small = object("/small");
    recorder.afterPlan(() -> damage(path(small)));
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).stall("PATCH ")) {
      assertNamed(production.addressAt(proxy.uri()), small, DAMAGED);
    }
  }
}
