// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.ostreeupload.protocol.NameStream;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * The names of the objects that a client means to send, as many as it likes: they are kept in 33
 * bytes each, from the moment when they are read.
 */
@JsonDeserialize(using = AnnouncedObjects.Reader.class)
final class AnnouncedObjects {
  private final byte[] names; // as in a name stream

  private AnnouncedObjects(byte[] names) {
    this.names = names;
  }

  int size() {
    return names.length / NameStream.NAME_SIZE;
  }

  ObjectName get(int index) {
    int at = index * NameStream.NAME_SIZE;
    ObjectType type = ObjectType.ofId(names[at]).orElseThrow();
    return new ObjectName(Checksum.read(names, at + 1), type);
  }

  /** Reads a list of names, one by one. */
  static final class Reader extends StdDeserializer<AnnouncedObjects> {
    private static final long serialVersionUID = 1L;

    Reader() {
      super(AnnouncedObjects.class);
    }

    @Override
    public AnnouncedObjects deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      if (!json.isExpectedStartArrayToken()) {
        throw JsonMappingException.from(json, "a list of objects is expected");
      }
      ByteArrayOutputStream names = new ByteArrayOutputStream();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        ObjectName name = name(json);
        names.write(name.type().id());
        names.writeBytes(name.checksum().toBytes());
      }
      return new AnnouncedObjects(names.toByteArray());
    }

    private static ObjectName name(JsonParser json) throws IOException {
      if (!json.hasToken(JsonToken.VALUE_STRING)) {
        throw JsonMappingException.from(json, "the name of an object is a string");
      }
      try {
        return StoredName.parse(json.getText());
      } catch (MalformedException e) {
        throw JsonMappingException.from(json, e.rule());
      }
    }
  }
}
