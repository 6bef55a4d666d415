// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** A patch cannot be used because of the object that it is against. */
public final class BaseException extends MalformedException {
  private static final long serialVersionUID = 1L;

  BaseException(Checksum base, String why) {
    super("is a patch against " + ObjectName.file(base) + ", which cannot be used: " + why);
  }
}
