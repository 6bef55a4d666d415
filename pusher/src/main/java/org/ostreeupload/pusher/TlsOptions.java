// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * Certificates and keys for HTTPS, as files in PEM form.
 *
 * @param authorities the authorities to trust instead of the system's
 * @param certificate the certificate, with its chain, to show to the receiver
 * @param key the private key of the certificate, PKCS #8, not encrypted
 */
public record TlsOptions(
    Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
  /** The system's authorities, and no certificate of one's own. */
  public static final TlsOptions DEFAULT =
      new TlsOptions(Optional.empty(), Optional.empty(), Optional.empty());

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  /**
   * Reads the files, if there are any, and forgets them.
   *
   * @throws MalformedException naming a file that holds something else
   */
  public void requireUsable() throws IOException {
    if (!isDefault()) {
      var _ = context();
    }
  }

  /** Whether there is no file to read. */
  boolean isDefault() {
    return authorities.isEmpty() && certificate.isEmpty() && key.isEmpty();
  }

  /**
   * Reads the files.
   *
   * @throws MalformedException naming a file that holds something else
   */
  SSLContext context() throws IOException {
    if (certificate.isPresent() != key.isPresent()) {
      throw new MalformedException("a client certificate and its private key go together");
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new MalformedException("certificates cannot be used: " + e.getMessage());
    }
  }

  private TrustManager @Nullable [] trustManagers() throws IOException, GeneralSecurityException {
    if (authorities.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate authority : certificates(authorities.get())) {
      store.setCertificateEntry("ca" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private KeyManager @Nullable [] keyManagers() throws IOException, GeneralSecurityException {
    if (certificate.isEmpty() || key.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(certificate.get()).toArray(Certificate[]::new);
    PrivateKey secret = privateKey(key.get());
    if (!isPair(secret, chain[0].getPublicKey())) {
      throw new MalformedException(
          "the key in " + key.get() + " is not that of the certificate in " + certificate.get());
    }
    store.setKeyEntry("client", secret, new char[0], chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static boolean isPair(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
    if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> secret.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(secret);
    byte[] signed = signature.sign();
    signature.initVerify(open);
    return signature.verify(signed);
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file) throws IOException {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(file)));
      if (certificates.isEmpty()) {
        throw new MalformedException(file + " holds no certificate in PEM form");
      }
      return certificates;
    } catch (GeneralSecurityException e) {
      throw new MalformedException(file + " holds no certificate in PEM form");
    }
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedException(file + ": " + e.getMessage());
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    Matcher matcher = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw new MalformedException(
          file + " holds no private key in PEM form, PKCS #8, not encrypted");
    }
    byte[] encoded = decode(matcher.group(1));
    Optional<PrivateKey> parsed = Optional.empty();
    for (String algorithm : ALGORITHMS) {
      parsed = parsed.isPresent() ? parsed : parse(algorithm, encoded);
    }
    return parsed.orElseThrow(
        () ->
            new MalformedException(
                file + " holds a private key that is neither EC, RSA nor EdDSA"));
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0]; // of which nothing is a key
    }
  }

  private static Optional<PrivateKey> parse(String algorithm, byte[] encoded)
      throws GeneralSecurityException {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    }
  }
}
