// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.nio.file.Path;
import java.util.Optional;
import org.ostreeupload.testdata.Ostree;

/**
 * Something to bring from one repository to another.
 *
 * @param source the repository that has it, and nothing else
 * @param before what is at the other end already; empty for nothing
 */
record DataSet(Path source, Optional<Path> before) {
  /** The one branch of every repository. */
  static final String BRANCH = "main";

  static DataSet full(Path source) {
    return new DataSet(source, Optional.empty());
  }

  /** The commit to bring. */
  String commit() {
    return Ostree.in(source).revParse(BRANCH);
  }
}
