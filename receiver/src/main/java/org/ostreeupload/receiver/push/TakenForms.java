// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import java.util.ArrayList;
import java.util.List;
import org.ostreeupload.protocol.ContentForms;
import org.ostreeupload.store.patch.PatchedObject;

/** The forms in which a receiver takes content objects. */
final class TakenForms {
  private TakenForms() {}

  /** Their words; patches are among them if they can be used on this system. */
  static List<String> words() {
    List<String> words = new ArrayList<>(ContentForms.words());
    if (PatchedObject.isPossible()) {
      words.add(ContentForms.PATCH);
    }
    return words;
  }
}
