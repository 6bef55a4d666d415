// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

/**
 * {@code ostree pull-local --untrusted}: no network, one process, everything verified and durable.
 * The source is on another file system, or it would link files instead of writing them.
 */
record LocalPull() implements Contender {
  @Override
  public String name() {
    return "pull-local";
  }

  @Override
  public Attempt prepare(Course course) {
    return Attempt.of(
        "ostree",
        "--repo=" + course.destination(),
        "pull-local",
        "--untrusted",
        course.data().source() + "",
        DataSet.BRANCH);
  }
}
