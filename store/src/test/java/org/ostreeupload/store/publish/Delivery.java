// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ostreeupload.store.Golden;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** Brings objects from a repository to a transaction, in the form in which they are stored. */
record Delivery(Repository from, Transaction to) {
  private static final int PIECE = 1000;

  /** Sends everything that commits reach, their parents not followed. */
  Delivery closure(Checksum... commits) throws IOException {
    return objects(Golden.closure(from.objects(), List.of(commits)));
  }

  /** Sends everything that a commit reaches but one object. */
  Delivery closureBut(ObjectName absent, Checksum commit) throws IOException {
    Set<ObjectName> names = Golden.closure(from.objects(), commit);
    if (!names.remove(absent)) {
      throw new AssertionError(commit + " does not reach " + absent);
    }
    return objects(names);
  }

  Delivery objects(Collection<ObjectName> names) throws IOException {
    for (ObjectName name : names) {
      object(name);
    }
    return this;
  }

  void object(ObjectName name) throws IOException {
    if (name.type().isMetadata()) {
      send(name, Form.ARCHIVE, from.objects().readMetadata(name));
      return;
    }
    StoredContent content = from.objects().content(name.checksum());
    try (InputStream in = content.source().open()) {
      send(name, content.form(), in.readAllBytes());
    }
  }

  /** Sends bytes in small pieces, unless the object is there. */
  void send(ObjectName name, Form form, byte[] bytes) throws IOException {
    Optional<ObjectSink> opened = to.write(name, form, bytes.length);
    if (opened.isEmpty()) {
      return;
    }
    try (ObjectSink sink = opened.get()) {
      for (int at = 0; at < bytes.length; at += PIECE) {
        sink.write(ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at)));
      }
      sink.finish();
    }
  }

  void detached(Checksum commit) throws IOException {
    Optional<byte[]> bytes = from.objects().readDetached(commit);
    if (bytes.isPresent()) {
      to.writeDetached(commit, bytes.get());
    }
  }
}
