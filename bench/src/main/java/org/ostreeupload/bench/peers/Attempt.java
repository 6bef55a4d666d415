// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a contender, ready to be timed. Closing it ends its server. */
class Attempt implements AutoCloseable {
  private final List<String> command;
  private final Map<String, String> environment;
  private final Optional<Server> server;

  Attempt(List<String> command, Map<String, String> environment, Optional<Server> server) {
    this.command = command;
    this.environment = environment;
    this.server = server;
  }

  /** One that needs no server. */
  static Attempt of(String... command) {
    return new Attempt(List.of(command), Map.of(), Optional.empty());
  }

  List<String> command() {
    return command;
  }

  Map<String, String> environment() {
    return environment;
  }

  Optional<Server> server() {
    return server;
  }

  /** How many requests there were, given what the client printed; 0 if nobody counts them. */
  long requests(Path out) throws IOException {
    return 0;
  }

  /** How many seconds the client itself counted, given what it printed; 0 if it does not. */
  double inside(Path out) throws IOException {
    return 0;
  }

  @Override
  public void close() {
    server.ifPresent(Server::close);
  }
}
