// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** A server whose answers go on and on for those who read them. */
final class EndlessServer implements AutoCloseable {
  private static final int PIECE = 1 << 16;
  private static final long FAR = 1L << 30; // where an answer breaks off after all

  private final ServerSocket listener;
  private final String status;
  private final AtomicLong sent = new AtomicLong();

  private EndlessServer(String status) throws IOException {
    this.status = status;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  static EndlessServer answering(String status) throws IOException {
    return new EndlessServer(status);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many bytes of answers somebody has taken. */
  long sent() {
    return sent.get();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void answer(Socket client) {
    try (client;
        OutputStream out = client.getOutputStream()) {
      String head =
          "HTTP/1.1 "
              + status
              + "\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] chunk =
          (Integer.toHexString(PIECE) + "\r\n" + " ".repeat(PIECE) + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      while (sent.addAndGet(chunk.length) < FAR) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // The client has hung up.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
