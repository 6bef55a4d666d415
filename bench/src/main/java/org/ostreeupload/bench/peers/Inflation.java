// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** {@link InflateAndHash} of the largest object of the source: it brings nothing anywhere. */
record Inflation() implements Contender {
  @Override
  public String name() {
    return "inflate + sha256";
  }

  @Override
  public boolean brings() {
    return false;
  }

  @Override
  public Attempt prepare(Course course) throws IOException {
    return Attempt.of(
        Path.of(System.getProperty("java.home"), "bin", "java") + "",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        InflateAndHash.class.getName(),
        largest(course.data().source().resolve("objects")) + "");
  }

  private static Path largest(Path objects) throws IOException {
    try (Stream<Path> all = Files.walk(objects)) {
      return all.filter(Files::isRegularFile)
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }
}
