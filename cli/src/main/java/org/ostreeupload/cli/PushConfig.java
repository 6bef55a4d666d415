// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
 * @param tls certificates and keys
 */
@JsonIgnoreProperties({"tokens", "prune"})
record PushConfig(
    Optional<String> address,
    Optional<String> token,
    @JsonProperty("token-file") Optional<String> tokenFile,
    Optional<String> repo,
    @JsonSetter(nulls = Nulls.AS_EMPTY, contentNulls = Nulls.FAIL) List<String> branches,
    Optional<Tls> tls) {
  private static final int MAX_SIZE = 1 << 20;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_SHOWN = 100;

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final ObjectReader READER = reader();

  /** Takes a value that is empty for one that is not there. */
  PushConfig {
    address = address.filter(value -> !value.isEmpty());
    token = token.filter(value -> !value.isEmpty());
    tokenFile = tokenFile.filter(value -> !value.isEmpty());
    repo = repo.filter(value -> !value.isEmpty());
    branches = List.copyOf(branches);
  }

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
      byte[] bytes = Files.readAllBytes(file);
      return saysSomething(file, bytes)
          ? READER.<Optional<PushConfig>>readValue(bytes).orElse(NONE)
          : NONE;
    } catch (NoSuchFileException e) {
      throw new UsageException("configuration file " + file + " is not there");
    } catch (JacksonException e) {
      throw new UsageException(
          "configuration file "
              + file
              + ", "
              + place(e)
              + ": it may hold address, token, token-file, repo, branches (a list) and tls"
              + " (cacert, cert, key), each once");
    } catch (FileSystemException | UsageException e) {
      throw e;
    } catch (IOException e) {
      throw new UsageException("configuration file " + file + ": " + e.getMessage());
    }
  }

  /** Looks for values, and for references to them: the parser takes one for the name in it. */
  private static boolean saysSomething(Path file, byte[] bytes) throws IOException {
    boolean found = false;
    try (YAMLParser parser = FACTORY.createParser(bytes)) {
      while (parser.nextToken() != null) {
        found = true;
        if (parser.isCurrentAlias()) {
          throw new UsageException(
              "configuration file "
                  + file
                  + ", line "
                  + parser.currentTokenLocation().getLineNr()
                  + ": aliases are not understood, write the value itself");
        }
      }
    }
    return found;
  }

  /** Where something is wrong: the keys that lead there, or else the line; never a value. */
  private static String place(JacksonException e) {
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      String keys =
          mapping.getPath().stream()
              .map(key -> key.getFieldName() == null ? "[]" : key.getFieldName())
              .collect(Collectors.joining("."));
      return "'" + keys.substring(0, Math.min(keys.length(), MAX_SHOWN)) + "'";
    }
    return "line " + (e.getLocation() == null ? 0 : e.getLocation().getLineNr());
  }

  private static ObjectReader reader() {
    return YAMLMapper.builder(FACTORY)
        .addModule(new Jdk8Module())
        .build()
        .readerFor(new TypeReference<Optional<PushConfig>>() {})
        .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .with(DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT);
  }
}
