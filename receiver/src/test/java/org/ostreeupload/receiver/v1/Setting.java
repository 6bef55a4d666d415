// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.receiver.push.Production;
import org.ostreeupload.receiver.push.Source;
import org.ostreeupload.receiver.v1.GoClient.Heads;
import org.ostreeupload.store.object.Checksum;

/** A receiver, an archive repository to push from, and the original client with its token. */
final class Setting implements AutoCloseable {
  private final Source source;
  private final ErrorStream log = new ErrorStream();
  private Production production;
  private GoClient client;

  private Setting(Source source, Production production) {
    this.source = source;
    this.production = production;
    this.client = client("builder", source);
  }

  static Setting start(Path directory) throws Exception {
    return new Setting(Source.make(directory.resolve("source")), Production.start(directory));
  }

  Production production() {
    return production;
  }

  Source source() {
    return source;
  }

  GoClient client() {
    return client;
  }

  /** A client with another token or repository, for the test to close. */
  GoClient client(String token, Source from) {
    return new GoClient(production.receiver().uri(), token, from.ostree().repository());
  }

  /** Opens a push of one branch; its id. */
  String queue(String branch, String server, String target) throws Exception {
    Map<String, Heads> moves = Map.of(branch, new Heads(server, target));
    return client.queue(moves, client.objects(moves));
  }

  /** The file of an object of the source. */
  ObjectFile object(String name) {
    return ObjectFile.of(source.ostree().repository(), name);
  }

  /** Stops the receiver and starts another one. */
  void restart() throws Exception {
    client.close();
    production.close();
    production = Production.start(production.ostree(), Limits.DEFAULT);
    client = client("builder", source);
  }

  void assertRefused(HttpResponse<String> answer, int status, String... reasons) {
    assertRefused(answer.statusCode(), answer.body(), status, reasons);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
  }

  /** Fails unless an upload was refused in one line of text, and in the log. */
  void assertRefused(int status, String text, int expected, String... reasons) {
    assertThat(status).as(text).isEqualTo(expected);
    assertThat(text).contains(reasons).endsWith("\n").hasLineCount(1);
    assertThat(log.text())
        .contains("NOTHING WAS PUBLISHED for token 'builder'")
        .contains(text.strip());
  }

  /** Fails unless readers see what they saw. */
  void assertUntouched(SortedMap<String, Checksum> before) throws Exception {
    assertThat(production.visible()).isEqualTo(before);
  }

  @Override
  public void close() throws IOException {
    client.close();
    production.close();
    log.close();
  }
}
