// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

/** {@code cp -r}, which checks and syncs nothing: what the machine can do at this moment. */
record TreeCopy() implements Contender {
  @Override
  public String name() {
    return "cp -r";
  }

  @Override
  public Attempt prepare(Course course) {
    String source = course.data().source() + "/";
    return Attempt.of("cp", "-r", source + "objects", source + "refs", course.destination() + "");
  }
}
