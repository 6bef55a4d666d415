// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a pusher and a receiver, passes everything on, and breaks connections. */
final class BreakingProxy implements AutoCloseable {
  private static final int PIECE = 1 << 14;

  private final ServerSocket listener;
  private final URI target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong passedOn = new AtomicLong();
  private final AtomicInteger breaksLeft = new AtomicInteger();
  private final AtomicInteger lossesLeft = new AtomicInteger();
  private volatile long breakAfter = Long.MAX_VALUE;
  private volatile String lost = "";
  private volatile String stalled = "";
  private volatile String fatal = "";
  private final CountDownLatch closed = new CountDownLatch(1);

  private BreakingProxy(URI target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  static BreakingProxy to(URI target) throws IOException {
    return new BreakingProxy(target);
  }

  /** Breaks so many connections, each when that many bytes came over it to the receiver. */
  BreakingProxy breakAfter(long bytes, int times) {
    breakAfter = bytes;
    breaksLeft.set(times);
    return this;
  }

  /** Passes so many requests on whose first line has this in it, and hangs up for an answer. */
  BreakingProxy loseAnswersTo(String part, int times) {
    lost = part;
    lossesLeft.set(times);
    return this;
  }

  /** Passes no request on whose first line has this in it, nor hangs up. */
  BreakingProxy stall(String part) {
    stalled = part;
    return this;
  }

  /** Breaks every connection that is to carry these bytes, each a character, just before them. */
  BreakingProxy breakBefore(String bytes) {
    fatal = bytes;
    return this;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many bytes came for the receiver. */
  long passedOn() {
    return passedOn.get();
  }

  /** How many connections are still to be broken. */
  int left() {
    return breaksLeft.get() + lossesLeft.get();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(target.getHost(), target.getPort());
        sockets.add(client);
        sockets.add(server);
        AtomicBoolean losing = new AtomicBoolean();
        Thread.ofVirtual().start(() -> pass(client, server, () -> request(client, server, losing)));
        Thread.ofVirtual().start(() -> pass(client, server, () -> answer(client, server, losing)));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /** One direction of a connection. */
  @FunctionalInterface
  private interface Direction {
    void run() throws IOException;
  }

  /** When one direction ends, for whatever reason, both do. */
  private void pass(Socket client, Socket server, Direction direction) {
    try (client;
        server) {
      direction.run();
    } catch (IOException e) {
      // Broken, by this class or because the test is over.
    } finally {
      sockets.remove(client);
      sockets.remove(server);
    }
  }

  private void request(Socket client, Socket server, AtomicBoolean losing) throws IOException {
    InputStream in = client.getInputStream();
    OutputStream out = server.getOutputStream();
    byte[] piece = new byte[PIECE];
    long total = 0;
    String before = "";
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      total += count;
      passedOn.addAndGet(count);
      String head = new String(piece, 0, Math.min(count, 200), StandardCharsets.ISO_8859_1);
      if (begins(head, stalled)) {
        awaitClose();
      }
      if (begins(head, lost) && takeOne(lossesLeft)) {
        losing.set(true);
      }
      String seen = before + new String(piece, 0, count, StandardCharsets.ISO_8859_1);
      int end = fatal.isEmpty() ? -1 : seen.indexOf(fatal);
      if (end >= 0) {
        out.write(piece, 0, Math.max(0, end - before.length()));
        return;
      }
      before = seen.substring(Math.max(0, seen.length() - fatal.length()));
      out.write(piece, 0, count);
      if (total > breakAfter && takeOne(breaksLeft)) {
        return;
      }
    }
  }

  /** Says whether a piece begins with a request that has this in its first line. */
  private static boolean begins(String head, String part) {
    int end = head.indexOf("\r\n");
    return !part.isEmpty() && end > 0 && head.substring(0, end).contains(part);
  }

  private void awaitClose() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static boolean takeOne(AtomicInteger left) {
    return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
  }

  private void answer(Socket client, Socket server, AtomicBoolean losing) throws IOException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] piece = new byte[PIECE];
    for (int count = in.read(piece); count >= 0 && !losing.get(); count = in.read(piece)) {
      out.write(piece, 0, count);
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
