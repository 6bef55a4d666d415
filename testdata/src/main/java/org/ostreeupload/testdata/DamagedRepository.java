// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.nio.file.Path;

/**
 * An archive repository with exactly one fault, or with none.
 *
 * @param path the repository
 * @param ref name of its one branch
 * @param commit checksum of the commit the branch points to, or would if the ref were right
 * @param badObject the faulty object, such as {@code 01ab….dirtree}; the commit, if no object but
 *     what is around them is faulty; empty if there is no fault
 */
public record DamagedRepository(Path path, String ref, String commit, String badObject) {

  /** Where the bytes of {@link #badObject} are, if there are any. */
  public Path badObjectPath() {
    return path.resolve("objects")
        .resolve(badObject.substring(0, 2))
        .resolve(badObject.substring(2));
  }
}
