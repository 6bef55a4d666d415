// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Steps of a program, each one operation, by paths below the root of a crash file system. */
final class Script {
  private final CrashFileSystem files;

  /** Begins with what is in a directory, as all of it were durable. */
  Script(Path directory) throws IOException {
    this.files = CrashFileSystem.over(directory);
  }

  CrashFileSystem files() {
    return files;
  }

  private Path path(String path) {
    return files.root().resolve(path);
  }

  Script create(String path) throws IOException {
    return open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  Script append(String path, String text) throws IOException {
    Files.writeString(path(path), text, StandardOpenOption.APPEND);
    return this;
  }

  Script write(String path, long offset, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(path(path), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)), offset);
    }
    return this;
  }

  Script cut(String path) throws IOException {
    return open(path, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
  }

  private Script open(String path, OpenOption... options) throws IOException {
    FileChannel.open(path(path), options).close();
    return this;
  }

  Script mkdir(String path) throws IOException {
    Files.createDirectory(path(path));
    return this;
  }

  Script symlink(String path, String target) throws IOException {
    Files.createSymbolicLink(path(path), files.getPath(target));
    return this;
  }

  Script link(String path, String existing) throws IOException {
    Files.createLink(path(path), path(existing));
    return this;
  }

  Script delete(String path) throws IOException {
    Files.delete(path(path));
    return this;
  }

  Script rename(String path, String target) throws IOException {
    Files.move(path(path), path(target), StandardCopyOption.ATOMIC_MOVE);
    return this;
  }

  /** Forces a file or directory; "" is the root. */
  Script force(String path) throws IOException {
    try (FileChannel channel = FileChannel.open(path(path), StandardOpenOption.READ)) {
      channel.force(true);
    }
    return this;
  }

  /** The states of a crash at any time. */
  Set<String> states() throws IOException {
    return states(0);
  }

  /** The states of a crash now. */
  Set<String> statesNow() throws IOException {
    return states(files.operations());
  }

  private Set<String> states(int from) throws IOException {
    Set<String> states = new TreeSet<>();
    int count = files.crashStates().from(from).forEach(state -> states.add(describe(state)));
    if (count != states.size()) {
      throw new AssertionError("%d different states, not %d".formatted(states.size(), count));
    }
    return states;
  }

  /** Paths and contents in one line, a zero byte as 0, sorted: {@code "dir/, dir/file=text"}. */
  static String describe(CrashState state) {
    SortedMap<String, String> tree = new TreeMap<>();
    for (String path : state.paths()) {
      tree.put(path, state.read(path).map(Script::text).orElse("/"));
    }
    return describe(tree);
  }

  /** As {@link #describe(CrashState)}, of a real directory. */
  static String describe(Path directory) throws IOException {
    SortedMap<String, String> tree = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths.skip(1)::iterator) {
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        tree.put(
            directory.relativize(path).toString(), file ? text(Files.readAllBytes(path)) : "/");
      }
    }
    return describe(tree);
  }

  private static String describe(SortedMap<String, String> tree) {
    StringBuilder line = new StringBuilder();
    tree.forEach(
        (path, text) ->
            line.append(line.isEmpty() ? "" : ", ")
                .append(path)
                .append(text.equals("/") ? "/" : "=" + text));
    return line.toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8).replace('\0', '0');
  }
}
