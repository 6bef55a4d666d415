// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A slow network on the loopback device: it passes connections on to a server, no faster than its
 * rate in each direction, which all connections share, and no sooner than its delay. Thread-safe.
 *
 * <p>The kernel's own buffers are in front of it, so it takes bytes from a sender a moment before
 * they would leave a real machine; a connection is there half a round trip too early and gets its
 * first byte one delay later.
 */
final class Link implements AutoCloseable {
  private static final int PACKET = 1 << 13;
  private static final int QUEUE_MILLIS = 60; // of what has been sent and is not there yet

  private final Shape shape;
  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Pipe there;
  private final Pipe back;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /**
   * What a network is like.
   *
   * @param bytesPerSecond its rate in each direction
   * @param delayMillis how long a byte takes, one way
   */
  record Shape(long bytesPerSecond, int delayMillis) {
    /** How many seconds so many bytes take at least. */
    double seconds(long bytes) {
      return (double) bytes / bytesPerSecond;
    }
  }

  private Link(Shape shape, int port) throws IOException {
    this.shape = shape;
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.there = new Pipe(shape);
    this.back = new Pipe(shape);
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Opens one to a port of this machine. */
  static Link to(Shape shape, int port) throws IOException {
    return new Link(shape, port);
  }

  /** The port to connect to instead. */
  int port() {
    return listener.getLocalPort();
  }

  /** One direction of the network: bytes go one after the other. */
  private static final class Pipe {
    private final Shape shape;
    private long free; // when the last byte will have left, in nanoseconds

    Pipe(Shape shape) {
      this.shape = shape;
    }

    /** Takes bytes; says when they are at the other end. */
    synchronized long arrival(int bytes) {
      long now = System.nanoTime();
      free = Math.max(free, now) + (long) (shape.seconds(bytes) * 1e9);
      return free + TimeUnit.MILLISECONDS.toNanos(shape.delayMillis());
    }
  }

  /** Bytes on their way; none at all for the end. */
  private record Packet(ByteBuffer bytes, long arrival) {}

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(shape.delayMillis()));
    Socket server = new Socket();
    try {
      server.setTcpNoDelay(true);
      server.connect(target);
      sockets.add(client);
      sockets.add(server);
      pass(client, server, there);
      pass(server, client, back);
    } catch (IOException e) {
      closeBoth(client, server);
    }
  }

  private void pass(Socket from, Socket to, Pipe pipe) {
    long inFlight =
        shape.bytesPerSecond() * (shape.delayMillis() + QUEUE_MILLIS) / 1000 / PACKET + 1;
    BlockingQueue<Packet> packets = new ArrayBlockingQueue<>((int) inFlight);
    Thread.ofVirtual().start(() -> ending(from, to, () -> take(from, pipe, packets)));
    Thread.ofVirtual().start(() -> ending(from, to, () -> give(to, packets)));
  }

  /** Half of the work of one direction. */
  @FunctionalInterface
  private interface Half {
    void run() throws IOException, InterruptedException;
  }

  private void ending(Socket from, Socket to, Half half) {
    try {
      half.run();
    } catch (IOException | InterruptedException e) {
      closeBoth(from, to); // an end went away, or the run is over
    }
  }

  private static void take(Socket from, Pipe pipe, BlockingQueue<Packet> packets)
      throws IOException, InterruptedException {
    InputStream in = from.getInputStream();
    byte[] piece = new byte[PACKET];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      long arrival = pipe.arrival(count);
      packets.put(new Packet(ByteBuffer.wrap(Arrays.copyOf(piece, count)), arrival));
    }
    packets.put(new Packet(ByteBuffer.allocate(0), pipe.arrival(0)));
  }

  private static void give(Socket to, BlockingQueue<Packet> packets)
      throws IOException, InterruptedException {
    WritableByteChannel out = Channels.newChannel(to.getOutputStream());
    for (Packet packet = packets.take(); ; packet = packets.take()) {
      for (long left = left(packet); left > 0; left = left(packet)) {
        LockSupport.parkNanos(left);
      }
      if (!packet.bytes.hasRemaining()) {
        to.shutdownOutput();
        return;
      }
      out.write(packet.bytes);
    }
  }

  private static long left(Packet packet) {
    return packet.arrival - System.nanoTime();
  }

  private void closeBoth(Socket one, Socket other) {
    try (one;
        other) {
      sockets.remove(one);
      sockets.remove(other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
