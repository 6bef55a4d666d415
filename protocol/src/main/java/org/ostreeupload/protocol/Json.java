// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;

/**
 * Reads and writes the protocol's JSON: checksums and names as text, fields that are not known left
 * alone, depth, sizes and duplicates bounded. Thread-safe.
 */
public final class Json {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_STRING = 1 << 16;

  private static final JsonMapper MAPPER = mapper();

  private Json() {}

  private static JsonMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .maxNameLength(256)
                    .maxNumberLength(32)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    SimpleModule names = new SimpleModule();
    addText(names, Checksum.class, Checksum::parse);
    addText(names, ObjectName.class, ObjectName::parse);
    addText(names, RefName.class, RefName::parse);
    return JsonMapper.builder(factory)
        .addModule(new Jdk8Module())
        .addModule(names)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** Parses the text form of a value. */
  @FunctionalInterface
  private interface TextParser<T> {
    T parse(String text) throws MalformedException;
  }

  private static <T> void addText(SimpleModule module, Class<T> type, TextParser<T> parser) {
    module.addSerializer(type, new ToStringSerializer(type));
    module.addDeserializer(type, new TextDeserializer<>(type, parser));
  }

  private static final class TextDeserializer<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient TextParser<T> parser;

    TextDeserializer(Class<T> type, TextParser<T> parser) {
      super(type);
      this.parser = parser;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (!json.hasToken(JsonToken.VALUE_STRING)) {
        throw JsonMappingException.from(json, "a string is expected, not " + json.currentToken());
      }
      try {
        return parser.parse(json.getText());
      } catch (MalformedException e) {
        throw JsonMappingException.from(json, e.rule());
      }
    }
  }

  /** Writes a message. */
  public static byte[] write(Object message) {
    try {
      return MAPPER.writeValueAsBytes(message);
    } catch (JacksonException e) {
      throw new IllegalStateException("messages can always be written", e);
    }
  }

  /**
   * Reads a message of at most {@link Limits#MAX_JSON} bytes.
   *
   * @throws MalformedException if it is none, or larger
   */
  public static <T> T read(InputStream in, Class<T> type) throws IOException {
    byte[] bytes = in.readNBytes(Limits.MAX_JSON + 1);
    if (bytes.length > Limits.MAX_JSON) {
      throw new MalformedException("JSON document larger than " + Limits.MAX_JSON + " bytes");
    }
    return read(bytes, type);
  }

  /**
   * Reads a message.
   *
   * @throws MalformedException if it is none
   */
  public static <T> T read(byte[] bytes, Class<T> type) throws MalformedException {
    try {
      T message = MAPPER.readValue(bytes, type);
      if (message == null) {
        throw new MalformedException("a JSON object is expected, not null");
      }
      return message;
    } catch (JacksonException e) {
      throw new MalformedException("JSON is not as expected: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new MalformedException("JSON cannot be read: " + e.getMessage());
    }
  }
}
