// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The objects of a repository on disk, seen without the program's own code. */
final class ObjectFiles {
  private ObjectFiles() {}

  /** The names of all objects, such as {@code 01ab….dirtree}; those of content end in .file. */
  static Set<String> of(Path repository) {
    Path objects = repository.resolve("objects");
    try (Stream<Path> files = Files.walk(objects, 2)) {
      return files
          .filter(file -> objects.relativize(file).getNameCount() == 2)
          .map(file -> objects.relativize(file).toString().replace("/", ""))
          .map(name -> name.replace(".filez", ".file"))
          .filter(name -> !name.endsWith(".commitmeta"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the first set has and the second one lacks. */
  static Set<String> minus(Set<String> all, Set<String> less) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(less);
    return rest;
  }

  /** The file of an object of an archive repository. */
  static Path path(Path repository, String name) {
    return repository
        .resolve("objects")
        .resolve(name.substring(0, 2))
        .resolve(name.substring(2).replaceAll("\\.file$", ".filez"));
  }
}
