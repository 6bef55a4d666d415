// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

/** What a push does to send fewer bytes than the objects have. */
public enum Compression {
  /** Patches, unless the connection turns out to be faster than making them. */
  AUTO,
  /** Nothing: objects go as the source has them. */
  NONE,
  /** Patches against the version of a file that the receiver has, however fast the connection. */
  DELTA
}
