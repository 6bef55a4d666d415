// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;

/** A way to bring a commit from one repository to another. */
interface Contender {
  /** By what tables name it. */
  String name();

  /** Whether it brings the commit; if not, it only says how fast the machine is. */
  default boolean brings() {
    return true;
  }

  /**
   * Makes everything ready that does not count: servers, configurations.
   *
   * @return what is to be timed
   */
  Attempt prepare(Course course) throws IOException, InterruptedException;
}
