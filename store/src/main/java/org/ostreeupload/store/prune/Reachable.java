// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.History;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Refs;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** What the refs of a repository reach. Not thread-safe. */
final class Reachable {
  private final Repository repository;
  private final ObjectStore objects;
  private final Closure closure;
  private final ChecksumSet xattrs = new ChecksumSet();
  private boolean xattrsUnknown;
  private boolean holesAllowed;

  private Reachable(Repository repository) {
    this.repository = repository;
    this.objects = repository.objects();
    this.closure = new Closure(objects, this::visit);
  }

  /**
   * Walks from all refs.
   *
   * @throws ObjectException if an object is missing that must be there, or is damaged
   */
  static Reachable of(Repository repository) throws IOException {
    Reachable reachable = new Reachable(repository);
    reachable.walk();
    return reachable;
  }

  private void walk() throws IOException {
    List<Checksum> whole = new ArrayList<>();
    List<Checksum> partial = new ArrayList<>();
    ChecksumSet known = new ChecksumSet();
    for (Checksum head : heads()) {
      if (!objects.contains(ObjectName.commit(head))) {
        throw ObjectException.missing(ObjectName.commit(head));
      }
      for (Checksum commit : History.of(objects, head, next -> !known.add(next)).commits()) {
        (repository.isPartial(commit) ? partial : whole).add(commit);
      }
    }
    // An object is visited once: a hole that both kinds reach must be found by way of the whole.
    for (Checksum commit : whole) {
      closure.walk(commit, Optional.empty());
    }
    holesAllowed = true;
    for (Checksum commit : partial) {
      closure.walk(commit, Optional.empty());
    }
  }

  private SequencedSet<Checksum> heads() throws IOException {
    Refs refs = repository.refs();
    SequencedSet<Checksum> heads = new LinkedHashSet<>(refs.heads().values());
    heads.addAll(refs.remotes().values());
    heads.addAll(refs.mirrors().values());
    return heads;
  }

  private boolean visit(ObjectName name) throws IOException {
    if (!objects.contains(name)) {
      if (holesAllowed) {
        return false;
      }
      throw ObjectException.missing(name);
    }
    if (name.type() == ObjectType.FILE
        && repository.config().mode() == RepositoryMode.BARE_SPLIT_XATTRS) {
      keepXattrs(name.checksum());
    }
    return true;
  }

  private void keepXattrs(Checksum file) throws IOException {
    Layout layout = repository.layout();
    Path link = layout.objects().resolve(Layout.relative(file, "file-xattrs-link"));
    try {
      xattrs.add(Checksum.ofBytes(ObjectStore.readBounded(link)));
    } catch (NoSuchFileException e) {
      // The file is incomplete already: any attributes may have been its own.
      xattrsUnknown = true;
    } catch (MalformedException e) {
      throw ObjectException.damaged(ObjectName.file(file), "its attributes: " + e.rule());
    }
  }

  /** Says whether an object is to be kept. */
  boolean contains(LooseObject object) throws IOException {
    Checksum checksum = object.checksum();
    return switch (object.kind()) {
      case COMMIT -> closure.hasVisited(ObjectName.commit(checksum));
      case DIRTREE -> closure.hasVisited(ObjectName.dirTree(checksum));
      case DIRMETA -> closure.hasVisited(ObjectName.dirMeta(checksum));
      case FILE, FILE_XATTRS_LINK -> closure.hasVisited(ObjectName.file(checksum));
      case FILE_XATTRS -> xattrsUnknown || xattrs.contains(checksum);
      case PAYLOAD_LINK -> isLinkToKept(object.path());
    };
  }

  /** Says whether a link points to a file that is kept, or to nothing that is known here. */
  private boolean isLinkToKept(Path link) throws IOException {
    if (!Files.isSymbolicLink(link)) {
      return true;
    }
    Path target = Files.readSymbolicLink(link);
    if (target.getNameCount() != 3 || !target.startsWith("..")) {
      return true;
    }
    Optional<LooseObject> file =
        LooseObject.of("" + target.getName(1), target, repository.config().mode());
    return file.isEmpty() || contains(file.get());
  }
}
