// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells failures of certificates, which do not pass, from failures of the network, which may. */
final class TlsFailure {
  private static final String ALERT = "Received fatal alert: ";

  private TlsFailure() {}

  /** Says for the user why there is no secure connection; empty if it is worth another try. */
  static Optional<String> explain(URI base, IOException failure) {
    Optional<SSLException> tls = find(failure, SSLException.class);
    if (tls.isEmpty() || isOfTheNetwork(failure)) {
      return Optional.empty();
    }
    String message = String.valueOf(tls.get().getMessage());
    Optional<CertificateException> certificate = find(failure, CertificateException.class);
    int alert = message.indexOf(ALERT);
    if (find(failure, CertPathBuilderException.class).isPresent()) {
      return Optional.of(
          "the certificate of "
              + base
              + " comes from no authority that is trusted here; --cacert names another one");
    }
    if (certificate.isPresent()) {
      return Optional.of(
          "the certificate of " + base + " is not good: " + certificate.get().getMessage());
    }
    if (alert >= 0 && message.matches(".*(certificate|unknown_ca|access_denied).*")) {
      return Optional.of(
          base
              + " wants a client certificate that it can trust (--cert and --key give one): "
              + message.substring(alert + ALERT.length()));
    }
    if (message.contains("unrecognized SSL message")) {
      return Optional.of(base + " does not speak TLS; is its address one with http://?");
    }
    return Optional.of("there is no secure connection to " + base + ": " + message);
  }

  private static boolean isOfTheNetwork(IOException failure) {
    return find(failure, SocketException.class).isPresent()
        || find(failure, EOFException.class).isPresent()
        || find(failure, InterruptedIOException.class).isPresent();
  }

  /**
   * What else a broken connection may mean: a server that refuses a client certificate hangs up,
   * and often the client hears no more than that.
   */
  static String hint(URI base, IOException failure) {
    boolean brokeOff = failure instanceof SocketException && !(failure instanceof ConnectException);
    return brokeOff && "https".equalsIgnoreCase(base.getScheme())
        ? " Does it want another client certificate?"
        : "";
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
