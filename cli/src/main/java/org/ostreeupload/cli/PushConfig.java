// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The defaults of {@code push} that stand in a YAML file.
 *
 * <p>A receiver's list of tokens is left alone, so that one file can serve a receiver and a pusher.
 *
 * @param address the address of the receiver
 * @param token the token
 * @param tokenFile a file that holds the token
 * @param repo the source repository
 * @param branches the branches to push
 * @param tls certificates and keys
 */
@JsonIgnoreProperties("tokens")
record PushConfig(
    Optional<String> address,
    Optional<String> token,
    @JsonProperty("token-file") Optional<String> tokenFile,
    Optional<String> repo,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> branches,
    Optional<Tls> tls) {
  private static final int MAX_SIZE = 1 << 20;
  private static final int MAX_DEPTH = 8;

  /** No defaults. */
  static final PushConfig NONE =
      new PushConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
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
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw new UsageException(file + " is larger than a configuration file can be");
      }
      PushConfig config = reader().readValue(Files.readAllBytes(file));
      return config == null ? NONE : config;
    } catch (NoSuchFileException e) {
      throw new UsageException("configuration file " + file + " is not there");
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new UsageException(
          "configuration file "
              + file
              + ", line "
              + line
              + ": it may hold address, token, token-file, repo, branches (a list) and tls"
              + " (cacert, cert, key)");
    }
  }

  private static ObjectReader reader() {
    YAMLFactory factory =
        YAMLFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    return YAMLMapper.builder(factory)
        .addModule(new Jdk8Module())
        .build()
        .readerFor(PushConfig.class)
        .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }
}
