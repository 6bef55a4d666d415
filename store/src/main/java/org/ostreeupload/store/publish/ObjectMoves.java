// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ostreeupload.store.CommitMarks;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.WholeCommits;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.posix.Posix;

/**
 * Moves staged objects, which are durable, to where readers find them: what refers to others after
 * those, and each kind durable before the next.
 *
 * <p>A published object is never replaced, but for one that is wanted and turns out to be damaged
 * when it is read once more.
 */
final class ObjectMoves {
  private static final int SET_GROUP_ID = 02000;
  private static final byte[] DEFAULT_ACL =
      "system.posix_acl_default".getBytes(StandardCharsets.US_ASCII);

  private final Repository repository;
  private final Layout layout;
  private final DurableFiles files;
  private final Staging staging;
  private final List<ObjectName> settled = new ArrayList<>();
  private boolean directoriesCanMove;

  ObjectMoves(Repository repository, Staging staging) {
    this.repository = repository;
    this.layout = repository.layout();
    this.files = repository.files();
    this.staging = staging;
  }

  /**
   * Moves everything but commits, then those commits whose closure is known to be whole; others
   * stay in staging.
   */
  void run(List<Checksum> commits) throws IOException {
    directoriesCanMove = repository.wanted().all().isEmpty() && !passesOn(layout.objects());
    for (ObjectType type : List.of(ObjectType.FILE, ObjectType.DIRMETA, ObjectType.DIRTREE)) {
      Set<Path> touched = new TreeSet<>();
      for (Path prefix : staging.prefixes(type)) {
        movePrefix(prefix, type, touched);
      }
      files.syncDirectories(touched);
    }
    moveCommits(commits);
    for (ObjectName name : settled) {
      repository.wanted().remove(name);
    }
    if (!settled.isEmpty()) {
      unmarkWholeCommits();
    }
  }

  /** Deletes the marks of commits that have all their objects again, none of them wanted. */
  private void unmarkWholeCommits() throws IOException {
    SoundObjects sound = new SoundObjects(repository);
    WholeCommits whole = new WholeCommits(sound, sound::contains);
    for (Checksum commit : CommitMarks.of(layout).damaged()) {
      if (whole.isWhole(commit)) {
        var _ = CommitMarks.delete(repository, commit);
      }
    }
  }

  private void movePrefix(Path prefix, ObjectType type, Set<Path> touched) throws IOException {
    if (!isMovedWhole(prefix, touched)) {
      Path directory = directory(String.valueOf(prefix.getFileName()), touched);
      for (Path file : Directories.list(prefix)) {
        move(file, directory, Staging.name(file, type));
      }
      // Fails if anything is left: nothing that was sent may be lost on the way.
      Files.delete(prefix);
    }
    staging.forget(prefix, type);
  }

  /**
   * Moves a directory of objects at once to where there is none yet, as in a first push: a fraction
   * of the work. Says whether that was possible.
   */
  private boolean isMovedWhole(Path prefix, Set<Path> touched) throws IOException {
    Path target = layout.objects().resolve(String.valueOf(prefix.getFileName()));
    if (!directoriesCanMove || Files.exists(target)) {
      return false;
    }
    try {
      files.moveDirectory(prefix, target);
    } catch (FileSystemException e) {
      if (Files.exists(target)) {
        return false; // somebody else made it just now
      }
      throw e;
    }
    touched.add(layout.objects());
    return true;
  }

  /**
   * Whether a directory gives its group or its access list to what is made in it. What is moved
   * there gets neither.
   */
  private static boolean passesOn(Path directory) throws IOException {
    if (!Posix.canCall(directory)) {
      return false;
    }
    int mode = (int) Files.getAttribute(directory, "unix:mode");
    return (mode & SET_GROUP_ID) != 0 || Posix.xattr(directory, DEFAULT_ACL).isPresent();
  }

  private void moveCommits(List<Checksum> whole) throws IOException {
    Set<Path> touched = new TreeSet<>();
    Set<Checksum> commits = new TreeSet<>(whole);
    for (ObjectName wanted : repository.wanted().all()) {
      if (wanted.type() == ObjectType.COMMIT && repository.objects().contains(wanted)) {
        commits.add(wanted.checksum());
      }
    }
    for (Checksum commit : commits) {
      ObjectName name = ObjectName.commit(commit);
      Path file = staging.object(name);
      if (Files.exists(file)) {
        move(file, directory(commit.toString().substring(0, 2), touched), name);
      }
    }
    files.syncDirectories(touched);
  }

  private Path directory(String prefix, Set<Path> touched) throws IOException {
    Path directory = layout.objects().resolve(prefix);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      touched.add(layout.objects());
    }
    touched.add(directory);
    return directory;
  }

  private void move(Path file, Path directory, ObjectName name) throws IOException {
    Path target = directory.resolve(String.valueOf(file.getFileName()));
    boolean wanted = repository.wanted().contains(name);
    if (wanted) {
      settled.add(name);
    }
    if (wanted && isDamaged(name)) {
      files.moveReplacing(file, target);
      return;
    }
    try {
      files.moveWithoutReplacing(file, target);
    } catch (FileAlreadyExistsException e) {
      // Another push published the same object since.
      Files.delete(file);
    }
  }

  private boolean isDamaged(ObjectName name) throws IOException {
    try {
      repository.objects().verify(name);
      return false;
    } catch (ObjectException e) {
      return e.fault() == ObjectException.Fault.DAMAGED;
    }
  }
}
