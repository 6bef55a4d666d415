// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.fsck.ObjectSource;
import org.ostreeupload.store.object.ObjectName;

/**
 * Objects of an archive repository that a web server gives to everybody, as clients of OSTree fetch
 * them. Redirects are followed within one scheme; a server that is silent or very slow counts as
 * one that cannot be reached. Thread-safe.
 */
final class HttpSource implements ObjectSource, AutoCloseable {
  private static final Timeout CONNECT = Timeout.ofSeconds(10);
  private static final int MAX_CONNECTIONS = 8;
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_PORT = 65535;
  private static final int OK = 200;
  private static final Set<Integer> NOT_THERE = Set.of(403, 404, 410);

  private final URI base;
  private final CloseableHttpClient http;

  private HttpSource(URI base, Timeout silence) {
    this.base = base;
    this.http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(MAX_CONNECTIONS)
                    .setMaxConnTotal(MAX_CONNECTIONS)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(silence)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(silence)
                    .setMaxRedirects(MAX_REDIRECTS)
                    .build())
            .setRedirectStrategy(new WithinScheme())
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableContentCompression()
            .build();
  }

  /** Follows no redirect from https to http, nor anywhere else where it could not be meant. */
  private static final class WithinScheme extends DefaultRedirectStrategy {
    @Override
    public boolean isRedirectAllowed(
        HttpHost from, HttpHost to, HttpRequest redirect, HttpContext context) {
      return from.getSchemeName().equals(to.getSchemeName());
    }
  }

  /** Says whether text is meant as an address, not as a path. */
  static boolean isAddress(String text) {
    return text.matches("(?i)https?:.*");
  }

  /**
   * A repository at an address.
   *
   * @param silence how long to wait for the next byte
   * @throws UsageException if the address is none
   */
  static HttpSource of(String address, Timeout silence) throws UsageException {
    try {
      URI uri = URI.create(address.replaceAll("/+$", ""));
      if (uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getPort() <= MAX_PORT
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return new HttpSource(uri, silence);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(wrong(address));
    }
    throw new UsageException(wrong(address));
  }

  private static String wrong(String address) {
    return "--repair-from: '"
        + address
        + "' is no address of a repository, as https://example.org/repo";
  }

  @Override
  public Optional<Copy> open(ObjectName name) throws IOException {
    HttpGet request = new HttpGet(base + "/objects/" + Layout.relative(name, "filez"));
    try {
      ClassicHttpResponse response =
          http.executeOpen(RoutingSupport.determineHost(request), request, null);
      if (response.getCode() == OK && response.getEntity() != null) {
        InputStream bytes = new ResponseStream(request, response, System::nanoTime);
        return Optional.of(new Copy(StoredContent.Form.ARCHIVE, 0, bytes));
      }
      request.abort(); // to close the answer would read what is in it
      if (NOT_THERE.contains(response.getCode())) {
        return Optional.empty();
      }
      throw new IOException("it answers with status " + response.getCode());
    } catch (UnknownHostException e) {
      throw new IOException("unknown host " + e.getMessage(), e);
    } catch (HttpException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
