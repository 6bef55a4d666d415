// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.testdata.LiveTree;

/**
 * What a push has left to send, by what lies in the production repository and in its staging.
 *
 * @param objects how many objects have not arrived whole
 * @param bytes how many bytes of them, in the form in which they are sent; of large ones, what has
 *     not arrived
 */
public record Remainder(long objects, long bytes) {
  private static final long LARGE = 8L << 20;

  /**
   * Finds out while nobody writes to production.
   *
   * @param commits the new commits
   */
  public static Remainder of(Path source, Production production, Collection<String> commits)
      throws IOException {
    List<ObjectName> missing = new ArrayList<>();
    ObjectStore objects = Repository.open(source).objects();
    List<Path> stagings = stagings(production.layout());
    Closure closure =
        new Closure(
            objects,
            name -> {
              if (!isThere(name, production.layout(), stagings)) {
                missing.add(name);
              }
              return true;
            });
    for (String commit : commits) {
      closure.walk(Checksum.parse(commit), Optional.empty());
    }
    long bytes = 0;
    for (ObjectName name : missing) {
      bytes += bytes(name, objects, stagings);
    }
    return new Remainder(missing.size(), bytes);
  }

  private static List<Path> stagings(Layout layout) throws IOException {
    if (!Files.isDirectory(layout.staging())) {
      return List.of();
    }
    try (var entries = Files.list(layout.staging())) {
      return entries.filter(Files::isDirectory).toList();
    }
  }

  private static boolean isThere(ObjectName name, Layout layout, List<Path> stagings) {
    String relative = Layout.relative(name, "filez");
    return Files.exists(layout.object(name, "filez"))
        || stagings.stream()
            .map(staging -> staging.resolve(name.type().extension()).resolve(relative))
            .anyMatch(Files::exists);
  }

  private static long bytes(ObjectName name, ObjectStore objects, List<Path> stagings)
      throws IOException {
    if (name.type().isMetadata()) {
      return Frame.HEAD_SIZE + objects.metadata(name).length();
    }
    StoredContent content = objects.content(name.checksum());
    if (name.type() != ObjectType.FILE || content.length() <= LARGE) {
      return Frame.HEAD_SIZE + content.length();
    }
    long arrived = 0;
    String part = name + "." + content.form() + "." + content.length();
    for (Path staging : stagings) {
      arrived = Math.max(arrived, LiveTree.sizeOrNone(staging.resolve("parts").resolve(part)));
    }
    return content.length() - arrived;
  }
}
