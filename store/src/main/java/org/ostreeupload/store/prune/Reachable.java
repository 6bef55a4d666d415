// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.Closure;
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
import org.ostreeupload.store.object.RefName;

/**
 * What the refs of a repository reach, as far as the history of each is kept, and what other roots
 * reach. Not thread-safe.
 */
final class Reachable {
  private final Repository repository;
  private final ObjectStore objects;
  private final RetentionPolicy policy;
  private final KeptCommits kept;
  private final Closure closure;
  private final ChecksumSet xattrs = new ChecksumSet();
  private boolean xattrsUnknown;
  private boolean holesAllowed;

  Reachable(Repository repository, RetentionPolicy policy) {
    this.repository = repository;
    this.objects = repository.objects();
    this.policy = policy;
    this.kept = new KeptCommits(objects);
    this.closure = new Closure(objects, this::visit);
  }

  /**
   * Keeps commits as if a ref pointed to them whose whole history is kept: those that refs are
   * about to point to, because a publish was cut short. One that is not there is passed over, for
   * it may never have arrived. To be called before {@link #walk}.
   *
   * @throws ObjectException if an ancestor is damaged
   */
  void alsoKeep(Collection<Checksum> commits) throws IOException {
    for (Checksum commit : commits) {
      if (objects.contains(ObjectName.commit(commit))) {
        kept.keep(commit, Retention.ALL);
      }
    }
  }

  /**
   * Walks from all refs and other roots. Once.
   *
   * @throws ObjectException if an object is missing that must be there, or is damaged
   */
  void walk() throws IOException {
    keepRefs();
    List<Checksum> partial = new ArrayList<>();
    // An object is visited once: a hole that both kinds reach must be found by way of the whole.
    for (Checksum commit : kept.commits()) {
      if (repository.isPartial(commit)) {
        partial.add(commit);
      } else {
        closure.walk(commit, Optional.empty());
      }
    }
    holesAllowed = true;
    for (Checksum commit : partial) {
      closure.walk(commit, Optional.empty());
    }
  }

  private void keepRefs() throws IOException {
    Refs refs = repository.refs();
    for (Map.Entry<RefName, Checksum> head : refs.heads().entrySet()) {
      kept.keep(head.getValue(), policy.branches().apply(head.getKey()));
    }
    for (Map<String, Checksum> others : List.of(refs.remotes(), refs.mirrors())) {
      for (Checksum head : others.values()) {
        kept.keep(head, policy.others());
      }
    }
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

  /** Says whether a commit is to be kept. */
  boolean containsCommit(Checksum commit) {
    return closure.hasVisited(ObjectName.commit(commit));
  }

  /** Says whether an object is to be kept. */
  boolean contains(LooseObject object) throws IOException {
    Checksum checksum = object.checksum();
    return switch (object.kind()) {
      case COMMIT -> containsCommit(checksum);
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
