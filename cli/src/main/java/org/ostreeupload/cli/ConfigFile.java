// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads settings from a YAML file, strictly: each key once, no aliases, bounded in size. */
final class ConfigFile {
  private static final int MAX_SIZE = 1 << 20;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_KEYS = 100;
  private static final int MAX_REASON = 200;

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(FACTORY)
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT)
          .build();

  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @param mayHold what is understood, for the message if something else is there
   * @return empty if the file says nothing
   * @throws UsageException if it is not there or cannot be understood; the message names the place
   *     and repeats no value unless a constructor of the type does
   */
  static <T> Optional<T> read(Path file, Class<T> type, String mayHold) throws IOException {
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw new UsageException(file + " is larger than a configuration file can be");
      }
      byte[] bytes = Files.readAllBytes(file);
      JavaType optional =
          MAPPER
              .getTypeFactory()
              .constructReferenceType(Optional.class, MAPPER.constructType(type));
      return saysSomething(file, bytes)
          ? MAPPER.<Optional<T>>readValue(bytes, optional)
          : Optional.empty();
    } catch (NoSuchFileException e) {
      throw new UsageException("configuration file " + file + " is not there");
    } catch (JacksonException e) {
      throw new UsageException(
          "configuration file " + file + ", " + place(e) + ": " + reason(e, mayHold));
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

  /** The line, and the keys that lead to it. */
  private static String place(JacksonException e) {
    String line = "line " + (e.getLocation() == null ? 0 : e.getLocation().getLineNr());
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return line;
    }
    StringBuilder keys = new StringBuilder();
    for (JsonMappingException.Reference key : mapping.getPath()) {
      if (key.getFieldName() == null) {
        keys.append('[').append(key.getIndex()).append(']');
      } else {
        keys.append(keys.isEmpty() ? "" : ".").append(key.getFieldName());
      }
    }
    return line + ", '" + shortened(keys.toString(), MAX_KEYS) + "'";
  }

  private static String reason(JacksonException e, String mayHold) {
    return e instanceof ValueInstantiationException
            && e.getCause() instanceof IllegalArgumentException cause
            && cause.getMessage() != null
        ? shortened(cause.getMessage(), MAX_REASON)
        : mayHold;
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
