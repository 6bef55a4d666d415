// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.RefResult.Outcome;

/** Decides whether refs may move. Changes nothing. */
final class RefCheck {
  private final Repository repository;
  private final ObjectReader objects;
  private final PublishRules rules;
  private final Map<Checksum, Ancestry> ancestries = new HashMap<>();

  RefCheck(Repository repository, ObjectReader objects, PublishRules rules) {
    this.repository = repository;
    this.objects = objects;
    this.rules = rules;
  }

  /** Looks at all updates of a publish; their targets must be there. */
  List<RefResult> check(List<RefUpdate> updates) throws IOException {
    List<RefResult> results = new ArrayList<>();
    for (RefUpdate update : updates) {
      results.add(check(update, updates));
    }
    return results;
  }

  private RefResult check(RefUpdate update, List<RefUpdate> all) throws IOException {
    Optional<Checksum> head = repository.refs().head(update.ref());
    Optional<String> conflict = nameConflict(update.ref(), all);
    if (conflict.isPresent()) {
      return new RefResult(update, Outcome.NAME_CONFLICT, head, conflict.get());
    }
    Optional<String> foreign = foreignBinding(update);
    if (foreign.isPresent()) {
      return new RefResult(update, Outcome.NOT_BOUND, head, foreign.get());
    }
    if (head.equals(Optional.of(update.target()))) {
      return new RefResult(update, Outcome.UNCHANGED, head, "");
    }
    if (!head.equals(update.expected())) {
      return new RefResult(update, Outcome.STALE, head, stale(update, head));
    }
    boolean forwardOnly = rules == PublishRules.PUSH;
    if (forwardOnly && head.isPresent() && !descends(update.target(), head.get())) {
      String reason = "commit " + update.target() + " does not descend from the head " + head.get();
      return new RefResult(update, Outcome.NOT_FAST_FORWARD, head, reason);
    }
    return new RefResult(update, Outcome.HELD_BACK, head, "");
  }

  private static String stale(RefUpdate update, Optional<Checksum> head) {
    return "the head is "
        + head.map(Checksum::toString).orElse("not there")
        + ", expected was "
        + update.expected().map(Checksum::toString).orElse("no head");
  }

  private boolean descends(Checksum target, Checksum head) throws IOException {
    return ancestries
        .computeIfAbsent(target, commit -> new Ancestry(objects, commit))
        .contains(head);
  }

  private Optional<String> foreignBinding(RefUpdate update) throws IOException {
    Commit commit = objects.readCommit(update.target());
    Optional<List<String>> refs = commit.refBinding();
    if (refs.isPresent() && !refs.get().contains(update.ref().value())) {
      return Optional.of(
          "commit " + update.target() + " is bound to " + some(refs.get()) + ", not to this ref");
    }
    Optional<String> wanted = repository.config().collectionId();
    if (wanted.isPresent() && !commit.collectionBinding().equals(wanted)) {
      return Optional.of(
          "commit "
              + update.target()
              + " is bound to "
              + commit
                  .collectionBinding()
                  .map(id -> "collection " + shortened(id))
                  .orElse("no collection")
              + ", the repository is of collection "
              + wanted.get());
    }
    return Optional.empty();
  }

  /** The first of some names, in a text of bounded length. */
  private static String some(List<String> names) {
    String first = names.stream().limit(3).map(RefCheck::shortened).collect(joining(", "));
    return "'" + first + (names.size() > 3 ? "' and " + (names.size() - 3) + " others" : "'");
  }

  private static String shortened(String name) {
    String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
    return shown.replaceAll("\\p{C}", "?");
  }

  private Optional<String> nameConflict(RefName ref, List<RefUpdate> all) throws IOException {
    if (all.stream().filter(update -> update.ref().equals(ref)).count() > 1) {
      return Optional.of("'" + ref + "' can move once in one publish, not twice");
    }
    for (RefUpdate other : all) {
      if (other.ref().value().startsWith(ref.value() + "/")) {
        return Optional.of("'" + ref + "' and '" + other.ref() + "' cannot both be refs");
      }
    }
    Path heads = repository.layout().heads();
    Path path = heads;
    String[] components = ref.value().split("/", -1);
    for (int i = 0; i < components.length - 1; i++) {
      path = path.resolve(components[i]);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of("'" + heads.relativize(path) + "' is a ref already");
      }
    }
    Path file = repository.layout().head(ref);
    if (Files.isSymbolicLink(file)) {
      return Optional.of("'" + ref + "' is an alias of another ref; push to that one");
    }
    if (Files.isDirectory(file) && holdsRefs(file)) {
      return Optional.of("there are refs below '" + ref + "/'");
    }
    return Optional.empty();
  }

  private static boolean holdsRefs(Path directory) throws IOException {
    for (Path entry : Directories.list(directory)) {
      if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) || holdsRefs(entry)) {
        return true;
      }
    }
    return false;
  }
}
