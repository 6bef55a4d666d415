// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.protocol.Json;

/**
 * {@code ostree-upload push} to a receiver that has just been started.
 *
 * @param name for tables
 * @param launcher what users type
 * @param options more of {@code push}
 * @param first whether this is the first push that the receiver hears of; if not, there was one
 *     with nothing to do before
 */
record OurPush(String name, Path launcher, List<String> options, boolean first)
    implements Contender {
  /** What {@code push --json} prints, as far as it is looked at here. */
  private record Report(long requests, double seconds) {}

  @Override
  public Attempt prepare(Course course) throws IOException, InterruptedException {
    Path tokens = course.file("tokens.yaml");
    Process gentoken = new ProcessBuilder(launcher + "", "gentoken", "--config=" + tokens).start();
    String token =
        new String(gentoken.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    if (gentoken.waitFor() != 0) {
      throw new IOException("gentoken failed");
    }
    int port = Course.freePort();
    Server receiver =
        Server.start(
            List.of(
                launcher + "",
                "receive",
                "--config=" + tokens,
                "--repo=" + course.destination(),
                "--address=127.0.0.1:" + port),
            port,
            course.file("receiver.log"));
    List<String> push =
        new ArrayList<>(
            List.of(
                launcher + "",
                "push",
                "--json",
                "--repo=" + course.data().source(),
                "--address=http://127.0.0.1:" + course.port(port),
                "--branch=" + DataSet.BRANCH));
    push.addAll(options);
    Map<String, String> environment = Map.of("OSTREE_UPLOAD_TOKEN", token);
    if (!first) {
      pushOnce(push, environment);
    }
    return new Attempt(push, environment, Optional.of(receiver)) {
      @Override
      long requests(Path out) throws IOException {
        return report(out).requests();
      }

      @Override
      double inside(Path out) throws IOException {
        return report(out).seconds();
      }
    };
  }

  private static void pushOnce(List<String> push, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(push).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    if (builder.start().waitFor() != 0) {
      throw new IOException("a push that is not timed failed");
    }
  }

  private static Report report(Path out) throws IOException {
    return Json.read(Files.readAllBytes(out), Report.class);
  }
}
