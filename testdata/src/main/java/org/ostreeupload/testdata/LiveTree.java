// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A look at a directory that somebody else is changing: what vanishes while it is looked at is left
 * out, where {@link Files#walk} would fail.
 */
public final class LiveTree {
  private LiveTree() {}

  /**
   * All files below a directory that are no directories, links included and not followed, in no
   * particular order; none if the directory is not there.
   *
   * @throws IOException if something that is there cannot be read
   */
  public static List<Path> files(Path directory) throws IOException {
    Visitor visitor = new Visitor();
    Files.walkFileTree(directory, visitor);
    return visitor.files;
  }

  /**
   * All that is below a directory, files as well as directories, in no particular order; nothing if
   * the directory is not there.
   *
   * @throws IOException if something that is there cannot be read
   */
  public static List<Path> entries(Path directory) throws IOException {
    Visitor visitor = new Visitor();
    Files.walkFileTree(directory, visitor);
    List<Path> entries = new ArrayList<>(visitor.files);
    entries.addAll(visitor.directories);
    entries.remove(directory);
    return entries;
  }

  /**
   * The size of a file in bytes; 0 if it is not there.
   *
   * @throws IOException if it cannot be read
   */
  public static long sizeOrNone(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final List<Path> files = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      directories.add(directory);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files.add(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }
}
