// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Result;

/** One experiment with the whole system. */
@FunctionalInterface
interface Trial {
  /**
   * Runs to the end.
   *
   * @throws Violation if something that must always be true was not
   * @throws Exception if the trial itself could not be made
   */
  Result run(Lab lab) throws Exception;
}
