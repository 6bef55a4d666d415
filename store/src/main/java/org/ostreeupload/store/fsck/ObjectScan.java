// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.fsck.FileCheck.Verdict;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.object.Xattrs;

/** Reads every file in {@code objects/}, several directories at a time. For one run. */
final class ObjectScan {
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{2}");

  private final Repository repository;
  private final RepositoryMode mode;
  private final FileCheck check;
  private final Damage damage;
  private final Findings findings;
  private final Set<ObjectName> wanted;
  private final FsckListener listener;
  private final List<Checksum> commits = Collections.synchronizedList(new ArrayList<>());
  private final Set<ObjectName> soundAgain = ConcurrentHashMap.newKeySet();
  private final LongAdder objects = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  ObjectScan(
      Repository repository,
      FileCheck check,
      Damage damage,
      Findings findings,
      Set<ObjectName> wanted,
      FsckListener listener) {
    this.repository = repository;
    this.mode = repository.config().mode();
    this.check = check;
    this.damage = damage;
    this.findings = findings;
    this.wanted = wanted;
    this.listener = listener;
  }

  /**
   * What was there.
   *
   * @param commits all commits, sound or not, in order
   * @param soundAgain the objects that were wanted and are sound
   */
  record Result(long objects, long bytes, List<Checksum> commits, Set<ObjectName> soundAgain) {}

  Result run(int threads) throws IOException {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (Path entry : Directories.list(repository.layout().objects())) {
      String name = String.valueOf(entry.getFileName());
      if (PREFIX.matcher(name).matches() && Files.isDirectory(entry)) {
        tasks.add(() -> scan(entry, name));
      } else {
        stray(name);
      }
    }
    Workers.run(threads, tasks, done -> listener.scanned(done, tasks.size()));
    List<Checksum> sorted = new ArrayList<>(commits);
    Collections.sort(sorted);
    return new Result(objects.sum(), bytes.sum(), sorted, soundAgain);
  }

  private Void scan(Path directory, String prefix) throws IOException {
    try {
      Directories.forEach(
          directory, entry -> scan(entry, prefix, String.valueOf(entry.getFileName())));
    } catch (NoSuchFileException e) {
      return null; // nothing was left in it, and somebody tidied up
    }
    return null;
  }

  private void scan(Path file, String prefix, String rest) throws IOException {
    switch (StoredFile.of(prefix + rest, mode)) {
      case StoredFile.Loose(ObjectName name) -> object(name);
      case StoredFile.Dictionary _ -> other(file, prefix + "/" + rest, Commit::parseDetached);
      case StoredFile.Attributes(Checksum checksum) ->
          other(file, prefix + "/" + rest, bytes -> requireAttributes(bytes, checksum));
      case StoredFile.Link _ -> {}
      case StoredFile.Stray _ -> stray(prefix + "/" + rest);
    }
  }

  private void object(ObjectName name) throws IOException {
    switch (check.check(name)) {
      case Verdict.Gone _ -> {
        return;
      }
      case Verdict.Faulty(Damage.Fault fault) -> damage.add(name, fault);
      case Verdict.Sound(long size) -> {
        bytes.add(size);
        if (wanted.contains(name)) {
          soundAgain.add(name);
        }
      }
    }
    objects.increment();
    listener.readObjects(1);
    if (name.type() == ObjectType.COMMIT) {
      commits.add(name.checksum());
    }
  }

  private void other(Path file, String name, FileCheck.Parser parser) {
    String path = "objects/" + name;
    try {
      check.parse(file, parser);
    } catch (NoSuchFileException e) {
      // It was deleted meanwhile, which nobody minds.
    } catch (MalformedException e) {
      findings.add(Finding.ofFile(Kind.MALFORMED, path, "is malformed: " + e.rule()));
    } catch (FileSystemException e) {
      findings.add(
          Finding.ofFile(Kind.MALFORMED, path, "cannot be opened: " + FileCheck.reason(e)));
    } catch (IOException e) {
      findings.add(Finding.ofFile(Kind.MALFORMED, path, "cannot be read: " + e.getMessage()));
    }
  }

  private static void requireAttributes(byte[] bytes, Checksum checksum) throws MalformedException {
    Xattrs.parse(bytes);
    Checksum found = Checksum.ofBytes(bytes);
    if (!found.equals(checksum)) {
      throw new MalformedException("its bytes have the checksum " + found);
    }
  }

  private void stray(String name) {
    findings.add(Finding.ofFile(Kind.STRAY, "objects/" + name, "is no object"));
  }
}
