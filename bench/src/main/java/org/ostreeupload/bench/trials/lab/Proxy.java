// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Stands between pushers and a receiver, passes everything on, counts it, and cuts connections when
 * it is told to. Thread-safe.
 */
public final class Proxy implements AutoCloseable {
  private static final int PIECE = 1 << 14;
  private static final int MAX_LINE = 200;

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private final Deque<Long> cuts = new ArrayDeque<>(); // guarded by itself
  private volatile Consumer<String> requests = line -> {};

  private Proxy(URI target) throws IOException {
    this.target = new InetSocketAddress(target.getHost(), target.getPort());
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Opens one to a receiver, on a free port. */
  public static Proxy to(URI target) throws IOException {
    return new Proxy(target);
  }

  /** Cuts all connections whenever so many bytes in all have come for the receiver. */
  public Proxy cutAt(List<Long> totals) {
    synchronized (cuts) {
      cuts.addAll(totals);
    }
    return this;
  }

  /**
   * Hears of requests before they are passed on: the first line of each that begins a packet, as
   * those of the pusher do.
   */
  public void onRequest(Consumer<String> hearer) {
    requests = hearer;
  }

  /** The same receiver, by way of this proxy. */
  public PushProcess.Target target(String token) {
    String address = "http://127.0.0.1:" + listener.getLocalPort();
    return new PushProcess.Target() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public String token() {
        return token;
      }
    };
  }

  /** How many bytes have come for the receiver. */
  public long sent() {
    return sent.get();
  }

  /** How many cuts are still to be made. */
  public int cutsLeft() {
    synchronized (cuts) {
      return cuts.size();
    }
  }

  private void accept() {
    while (true) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket();
    try {
      server.connect(target);
    } catch (IOException e) {
      client.close(); // the receiver is away, which the client shall notice
      return;
    }
    sockets.add(client);
    sockets.add(server);
    Thread.ofVirtual().start(() -> pass(client, server, () -> passRequests(client, server)));
    Thread.ofVirtual().start(() -> pass(client, server, () -> passAnswers(client, server)));
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
      // Cut: by this class, by one of the ends, or because the trial is over.
    } finally {
      sockets.remove(client);
      sockets.remove(server);
    }
  }

  private void passRequests(Socket client, Socket server) throws IOException {
    InputStream in = client.getInputStream();
    OutputStream out = server.getOutputStream();
    byte[] piece = new byte[PIECE];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      String head = new String(piece, 0, Math.min(count, MAX_LINE), StandardCharsets.ISO_8859_1);
      int end = head.indexOf(" HTTP/1.1\r\n");
      if (end > 0) {
        requests.accept(head.substring(0, end));
      }
      out.write(piece, 0, count);
      if (isCut(sent.addAndGet(count))) {
        cutAll();
        return;
      }
    }
  }

  private boolean isCut(long total) {
    synchronized (cuts) {
      boolean due = !cuts.isEmpty() && total >= cuts.peek();
      if (due) {
        cuts.remove();
      }
      return due;
    }
  }

  private void cutAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void passAnswers(Socket client, Socket server) throws IOException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] piece = new byte[PIECE];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      out.write(piece, 0, count);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cutAll();
  }
}
