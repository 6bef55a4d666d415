// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/** An object that is missing or is not what its name says. */
public final class ObjectException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the object. */
  public enum Fault {
    /** It is not there. */
    MISSING,
    /**
     * It is there, but its bytes cannot be read or are not those of a valid object of this name.
     */
    DAMAGED
  }

  private final transient ObjectName object;
  private final Fault fault;

  private ObjectException(ObjectName object, Fault fault, String message) {
    super(message);
    this.object = object;
    this.fault = fault;
  }

  /** Says that an object is not there. */
  public static ObjectException missing(ObjectName object) {
    return new ObjectException(object, Fault.MISSING, "object " + object + " is missing");
  }

  /** Says that an object is damaged, and how. */
  public static ObjectException damaged(ObjectName object, String reason) {
    return new ObjectException(
        object, Fault.DAMAGED, "object " + object + " is damaged: " + reason);
  }

  /**
   * What a failure to read an object says of it. A disk that cannot read the bytes has damaged it;
   * a file that cannot be opened, or reading that was interrupted, says nothing, and the failure
   * itself is returned.
   */
  public static IOException explain(ObjectName object, IOException failure) {
    return switch (failure) {
      case ObjectException told -> told;
      case MalformedException malformed -> damaged(object, malformed.rule());
      case NoSuchFileException _ -> missing(object);
      case FileSystemException notOpened -> notOpened;
      case ClosedChannelException interrupted -> interrupted;
      default -> {
        ObjectException unreadable = damaged(object, "it cannot be read: " + failure.getMessage());
        unreadable.initCause(failure);
        yield unreadable;
      }
    };
  }

  /** The object concerned. */
  public ObjectName object() {
    return object;
  }

  /** What is wrong with it. */
  public Fault fault() {
    return fault;
  }
}
