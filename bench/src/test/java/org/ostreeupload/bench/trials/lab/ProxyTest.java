// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProxyTest {
  private static final byte[] REQUEST = "POST /here HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8);

  private ServerSocket server;
  private Proxy proxy;
  private URI address;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    proxy = Proxy.to(URI.create("http://127.0.0.1:" + server.getLocalPort()));
    address = URI.create(proxy.target("token").address());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    server.close();
  }

  private Socket connect() throws IOException {
    return new Socket(address.getHost(), address.getPort());
  }

  @Test
  void passesOnAndCounts() throws IOException {
    List<String> heard = new ArrayList<>();
    proxy.onRequest(heard::add);
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      client.getOutputStream().write(REQUEST);
      assertThat(accepted.getInputStream().readNBytes(REQUEST.length)).isEqualTo(REQUEST);
      accepted.getOutputStream().write('!');
      assertThat(client.getInputStream().read()).isEqualTo('!');
    }
    assertThat(proxy.sent()).isEqualTo(REQUEST.length);
    assertThat(heard).containsExactly("POST /here");
  }

  @Test
  void cutsOnceAtEachTotal() throws IOException {
    proxy.cutAt(List.of(5L, 30L));
    assertThat(isCut()).isTrue();
    assertThat(proxy.cutsLeft()).isEqualTo(1);
    assertThat(isCut()).isTrue();
    assertThat(proxy.cutsLeft()).isZero();
    assertThat(isCut()).isFalse();
  }

  /** Sends 21 bytes; says whether the connection was lost by them. */
  private boolean isCut() throws IOException {
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      client.getOutputStream().write(REQUEST);
      if (accepted.getInputStream().readNBytes(REQUEST.length).length < REQUEST.length) {
        return true;
      }
      accepted.getOutputStream().write('!');
      return client.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }
}
