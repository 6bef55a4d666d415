// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;

/** Files of keys and certificates as openssl writes them, right and wrong. */
@TestInstance(Lifecycle.PER_CLASS)
class TlsOptionsTest {
  private Path directory;
  private Certificates certificates;

  @BeforeAll
  void make(@TempDir Path scratch) throws IOException {
    directory = scratch;
    certificates = new Certificates(directory).authority("ca");
  }

  private TlsOptions options(String authority, String certificate, String key) {
    return new TlsOptions(file(authority), file(certificate), file(key));
  }

  private Optional<Path> file(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(directory.resolve(name));
  }

  private void assertRefused(TlsOptions options, String... words) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(options::context)
        .satisfies(refusal -> assertThat(refusal).message().contains(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa:2048",
        "ec -pkeyopt ec_paramgen_curve:P-384",
        "ed25519",
      })
  void takesKeysOfTheUsualKinds(String kind) throws IOException {
    String name = "key-" + kind.charAt(0) + kind.length();
    certificates.openssl(
        "req -x509 -nodes -subj /CN=x -newkey %s -keyout %s.key -out %s.pem"
            .formatted(kind, name, name));
    assertThat(options("ca.pem", name + ".pem", name + ".key").context()).isNotNull();
  }

  @Test
  void takesSeveralAuthoritiesAndWordsBetweenThem() throws IOException {
    String ca = Files.readString(directory.resolve("ca.pem"));
    Files.writeString(directory.resolve("bundle.pem"), "One\n" + ca + "\nThe same again\n" + ca);
    assertThat(options("bundle.pem", "", "").context()).isNotNull();
  }

  @Test
  void refusesACertificateWithoutItsKeyAndAKeyWithoutItsCertificate() {
    assertRefused(options("", "ca.pem", ""), "go together");
    assertRefused(options("", "", "ca.key"), "go together");
  }

  @Test
  void refusesAKeyWhereACertificateShouldBe() {
    assertRefused(options("ca.key", "", ""), "ca.key", "no certificate");
    assertRefused(options("", "ca.key", "ca.key"), "ca.key", "no certificate");
  }

  @Test
  void refusesACertificateWhereAKeyShouldBe() {
    assertRefused(options("", "ca.pem", "ca.pem"), "ca.pem", "no private key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n"})
  void refusesFilesOfSomethingElse(String text) throws IOException {
    Files.writeString(directory.resolve("else"), text);
    assertRefused(options("else", "", ""), "else", "no certificate");
    assertRefused(options("", "ca.pem", "else"), "else", "no private key");
  }

  @Test
  void refusesAKeyThatIsLockedByAPassword() throws IOException {
    certificates.openssl("pkcs8 -topk8 -in ca.key -passout pass:word -out locked.key");
    assertRefused(options("", "ca.pem", "locked.key"), "locked.key", "not encrypted");
  }

  @Test
  void refusesAKeyInAnOlderForm() throws IOException {
    certificates.openssl("ec -in ca.key -out old.key");
    assertRefused(options("", "ca.pem", "old.key"), "old.key", "PKCS #8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", "=", "A"})
  void refusesAKeyOfSomethingElse(String base64) throws IOException {
    Files.writeString(
        directory.resolve("bad.key"),
        "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    assertRefused(options("", "ca.pem", "bad.key"), "bad.key");
  }

  @Test
  void refusesTheKeyOfAnotherCertificate() throws IOException {
    certificates.authority("other");
    assertRefused(options("", "ca.pem", "other.key"), "other.key", "ca.pem");
  }

  @Test
  void refusesFilesThatAreNoText() throws IOException {
    certificates.openssl("pkey -in ca.key -outform DER -out der.key");
    assertRefused(options("", "ca.pem", "der.key"), "der.key", "PEM");
    Files.createDirectory(directory.resolve("directory"));
    assertRefused(options("directory", "", ""), "directory: ");
    assertRefused(options("", "ca.pem", "directory"), "directory: ");
  }

  @Test
  void takesCertificatesInTheirBinaryFormToo() throws IOException {
    certificates.openssl("x509 -in ca.pem -outform DER -out ca.der");
    assertThat(options("ca.der", "", "").context()).isNotNull();
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(options("absent.pem", "", "")::context)
        .withMessageContaining("absent.pem");
  }
}
