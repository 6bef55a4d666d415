// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where one run takes place. Not thread-safe.
 *
 * <p>Closing it closes the networks of the run.
 */
final class Course implements AutoCloseable {
  private final DataSet data;
  private final Path destination;
  private final Path directory;
  private final Optional<Link.Shape> network;
  private final List<Link> links = new ArrayList<>();

  Course(DataSet data, Path destination, Path directory, Optional<Link.Shape> network) {
    this.data = data;
    this.destination = destination;
    this.directory = directory;
    this.network = network;
  }

  DataSet data() {
    return data;
  }

  /** The repository to bring the commit to. */
  Path destination() {
    return destination;
  }

  /** For configurations and logs of this run. */
  Path file(String name) {
    return directory.resolve(name);
  }

  /** The port by which a client reaches a server: its own, or that of a slow network to it. */
  int port(int ofServer) throws IOException {
    if (network.isEmpty()) {
      return ofServer;
    }
    Link link = Link.to(network.get(), ofServer);
    links.add(link);
    return link.port();
  }

  /** A port that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    for (Link link : links) {
      link.close();
    }
  }
}
