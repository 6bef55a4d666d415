// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.object.ObjectName;

/**
 * An object of the source repository in the form in which it is sent.
 *
 * @param name its name
 * @param content its bytes
 */
record SourceObject(ObjectName name, StoredContent content) {
  static SourceObject of(ObjectStore objects, ObjectName name) throws IOException {
    if (!name.type().isMetadata()) {
      return new SourceObject(name, objects.content(name.checksum()));
    }
    return new SourceObject(name, objects.metadata(name));
  }

  /** An object of the plan that is about to be sent. */
  static SourceObject toSend(ObjectStore objects, Item item) throws SourceFailure {
    try {
      return new SourceObject(item.name(), objects.found(item.name(), item.length()));
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }

  long length() {
    return content.length();
  }
}
