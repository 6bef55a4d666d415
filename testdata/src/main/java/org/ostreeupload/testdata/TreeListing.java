// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists a directory tree so that two checkouts can be compared and their differences read. */
public final class TreeListing {

  private static final String FILE_LINE = "# file: ";
  private static final Pattern OCTAL_ESCAPE = Pattern.compile("\\\\([0-3][0-7]{2})");
  private static final int S_IFMT = 0170000;

  private final Path root;
  private final Map<String, SortedSet<String>> xattrs;

  private TreeListing(Path root) {
    this.root = root;
    this.xattrs = xattrs(root);
  }

  /**
   * Lists {@code directory} and everything below it, sorted, one line for each entry: its quoted
   * path, the kind, the permission bits in octal, uid:gid, then the symlink target or the SHA-256
   * of the file's bytes, and every extended attribute with its value in hexadecimal. Times, sizes
   * of directories and link counts are left out: a checkout does not keep them.
   */
  public static List<String> of(Path directory) {
    TreeListing listing = new TreeListing(directory);
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.map(listing::line).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line(Path path) {
    try {
      Map<String, Object> status =
          Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
      int mode = number(status, "mode");
      return "%s %s %04o %s:%s%s%s"
          .formatted(
              quoted(root.relativize(path).toString()),
              kind(mode),
              mode & ~S_IFMT,
              Integer.toUnsignedString(number(status, "uid")),
              Integer.toUnsignedString(number(status, "gid")),
              content(path, mode),
              attributes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int number(Map<String, Object> status, String name) {
    if (status.get(name) instanceof Integer value) {
      return value;
    }
    throw new AssertionError("The file system has no unix:" + name);
  }

  private static String kind(int mode) {
    return switch (mode & S_IFMT) {
      case 0040000 -> "directory";
      case 0100000 -> "file";
      case 0120000 -> "symlink";
      default -> "special-%o".formatted(mode & S_IFMT);
    };
  }

  private static String content(Path path, int mode) throws IOException {
    return switch (mode & S_IFMT) {
      case 0100000 -> " sha256=" + Sha256.hex(Files.readAllBytes(path));
      case 0120000 -> " -> " + quoted(Files.readSymbolicLink(path).toString());
      default -> "";
    };
  }

  private String attributes(Path path) {
    SortedSet<String> own = xattrs.get(path.toString());
    return own == null ? "" : " " + String.join(" ", own);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + '"';
  }

  /** The attributes of every path below {@code root} that has any, sorted, as name=0xvalue. */
  private static Map<String, SortedSet<String>> xattrs(Path root) {
    CommandResult listed =
        Command.run(
            "attr",
            List.of(
                "getfattr",
                "--absolute-names",
                "--recursive",
                "--physical",
                "--no-dereference",
                "--dump",
                "--match=-",
                "--encoding=hex",
                "--",
                root.toString()));
    Map<String, SortedSet<String>> xattrs = new HashMap<>();
    String path = "";
    for (String line : listed.orThrow().stdout().lines().toList()) {
      if (line.startsWith(FILE_LINE)) {
        path = unescape(line.substring(FILE_LINE.length()));
      } else if (!line.isEmpty()) {
        xattrs.computeIfAbsent(path, ignored -> new TreeSet<>()).add(line);
      }
    }
    return xattrs;
  }

  /** Undoes the octal escapes getfattr writes for a line end or a backslash in a path. */
  private static String unescape(String path) {
    return OCTAL_ESCAPE
        .matcher(path)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 8))));
  }
}
