// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The defaults of {@code push} that stand in a YAML file.
 *
 * <p>A receiver's list of tokens and the rules of {@code prune} are left alone, so that one file
 * can serve a receiver and a pusher.
 *
 * @param address the address of the receiver
 * @param token the token
 * @param tokenFile a file that holds the token
 * @param repo the source repository
 * @param branches the branches to push
 * @param compression how to send fewer bytes
 * @param tls certificates and keys
 */
@JsonIgnoreProperties({"tokens", "prune"})
record PushConfig(
    Optional<String> address,
    Optional<String> token,
    @JsonProperty("token-file") Optional<String> tokenFile,
    Optional<String> repo,
    @JsonSetter(nulls = Nulls.AS_EMPTY, contentNulls = Nulls.FAIL) List<String> branches,
    Optional<String> compression,
    Optional<Tls> tls) {
  /** Takes a value that is empty for one that is not there. */
  PushConfig {
    address = address.filter(value -> !value.isEmpty());
    token = token.filter(value -> !value.isEmpty());
    tokenFile = tokenFile.filter(value -> !value.isEmpty());
    repo = repo.filter(value -> !value.isEmpty());
    branches = List.copyOf(branches);
    compression = compression.filter(value -> !value.isEmpty());
  }

  /** No defaults. */
  static final PushConfig NONE =
      new PushConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty());

  /**
   * Certificates and keys, files in PEM form.
   *
   * @param cacert the authorities to trust instead of the system's
   * @param cert the certificate to show
   * @param key its private key
   */
  record Tls(Optional<String> cacert, Optional<String> cert, Optional<String> key) {}

  static PushConfig read(Path file) throws IOException {
    return ConfigFile.read(
            file,
            PushConfig.class,
            "it may hold address, token, token-file, repo, branches (a list), compression and tls (cacert, cert,"
                + " key), each once")
        .orElse(NONE);
  }
}
