// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ostreeupload.protocol.message.OpenedPush.Head;
import org.ostreeupload.pusher.PushPlan.Branch;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.History;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Makes the plan of a push: walks what is new against what the receiver has, and asks it about
 * nothing but that.
 */
final class Planner {
  /** Tells which of a list of objects the receiver lacks. */
  @FunctionalInterface
  interface Question {
    /** Sets the bit of each object that is missing. */
    BitSet missing(List<ObjectName> names) throws IOException;
  }

  private final Repository repository;
  private final ObjectStore objects;
  private final Question question;
  private final int namesPerQuestion;
  private final List<ObjectName> unasked = new ArrayList<>();
  private final Map<ObjectName, Checksum> earlier = new HashMap<>();
  private final List<Branch> branches = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();
  private final Set<Checksum> commits = new LinkedHashSet<>();
  private final Closure closure;

  Planner(Repository repository, Question question, int namesPerQuestion) {
    this.repository = repository;
    this.objects = repository.objects();
    this.question = question;
    this.namesPerQuestion = namesPerQuestion;
    this.closure = new Closure(objects, new Found());
  }

  /** Adds a branch that shall point to this commit. */
  void add(Head branch, Checksum target) throws IOException {
    History history = BranchHistory.of(repository, branch, target);
    Optional<Checksum> base = history.known();
    List<Checksum> fresh = history.commits();
    if (branch.head().isEmpty()) {
      int known = newestKnown(fresh);
      base = known < fresh.size() ? Optional.of(fresh.get(known)) : Optional.empty();
      fresh = fresh.subList(0, known);
    }
    base = base.filter(this::isWhole);
    int before = items.size();
    for (Checksum commit : fresh.reversed()) {
      closure.walk(commit, base);
      base = Optional.of(commit);
    }
    ask();
    commits.addAll(fresh);
    commits.add(target);
    branches.add(
        new Branch(branch.ref(), branch.head(), target, fresh.size(), items.size() - before));
  }

  /** The index of the newest commit that the receiver has, or the number of commits. */
  private int newestKnown(List<Checksum> commits) throws IOException {
    for (int from = 0; from < commits.size(); from += namesPerQuestion) {
      int to = Math.min(commits.size(), from + namesPerQuestion);
      BitSet missing =
          question.missing(commits.subList(from, to).stream().map(ObjectName::commit).toList());
      int known = missing.nextClearBit(0);
      if (from + known < to) {
        return from + known;
      }
    }
    return commits.size();
  }

  private boolean isWhole(Checksum commit) {
    return objects.contains(ObjectName.commit(commit)) && !repository.isPartial(commit);
  }

  private void found(ObjectName name) throws IOException {
    unasked.add(name);
    if (unasked.size() == namesPerQuestion) {
      ask();
    }
  }

  /** Takes note of what is new. */
  private final class Found implements Closure.Visitor {
    @Override
    public boolean visit(ObjectName name) throws IOException {
      found(name);
      return true;
    }

    @Override
    public void visitChanged(ObjectName name, Checksum before) throws IOException {
      // What the commit before has may be as new, and then have taken the place of another one.
      earlier.put(name, earlier.getOrDefault(ObjectName.file(before), before));
      found(name);
    }
  }

  private void ask() throws IOException {
    if (unasked.isEmpty()) {
      return;
    }
    BitSet missing = question.missing(unasked);
    for (int i = missing.nextSetBit(0); i >= 0; i = missing.nextSetBit(i + 1)) {
      items.add(item(unasked.get(i)));
    }
    unasked.clear();
  }

  private Item item(ObjectName name) throws IOException {
    return new Item(
        name, SourceObject.of(objects, name).length(), Optional.ofNullable(earlier.get(name)));
  }

  /**
   * Adds objects that the receiver wants whatever they belong to, as far as they are here, whole,
   * and not in the plan anyway.
   *
   * @param listener is told of those that are damaged here too
   */
  void addWanted(List<ObjectName> wanted, PushListener listener) throws IOException {
    Set<ObjectName> planned = new HashSet<>();
    items.forEach(item -> planned.add(item.name()));
    List<ObjectName> here =
        wanted.stream().filter(name -> planned.add(name) && objects.contains(name)).toList();
    for (int from = 0; from < here.size(); from += namesPerQuestion) {
      List<ObjectName> asked = here.subList(from, Math.min(here.size(), from + namesPerQuestion));
      for (int lacking : question.missing(asked).stream().toArray()) {
        addIfWhole(asked.get(lacking), listener);
      }
    }
  }

  private void addIfWhole(ObjectName name, PushListener listener) throws IOException {
    try {
      objects.verify(name);
    } catch (ObjectException e) {
      listener.noted("the receiver wants an object that cannot be sent: " + e.getMessage());
      return;
    }
    items.add(item(name));
  }

  /**
   * What to send when the receiver finds that it lacks these: they, and what it lacks of everything
   * below them. That it has a dirtree proves nothing there about what the dirtree refers to; that
   * it lacks a commit says that it may lack older ones as well.
   */
  List<Item> remedy(List<ObjectName> lacking) throws IOException {
    int before = items.size();
    Set<ObjectName> reached = withAncestors(lacking);
    Deque<ObjectName> left = new ArrayDeque<>(reached);
    while (!left.isEmpty()) {
      ObjectName name = left.pop();
      found(name);
      for (ObjectName child : children(name)) {
        if (reached.add(child)) {
          left.push(child);
        }
      }
    }
    ask();
    return List.copyOf(items.subList(before, items.size()));
  }

  /** These, and before each commit those of its ancestors that the receiver lacks too. */
  private Set<ObjectName> withAncestors(List<ObjectName> lacking) throws IOException {
    Set<ObjectName> all = new LinkedHashSet<>();
    for (ObjectName name : lacking) {
      if (name.type() == ObjectType.COMMIT) {
        List<Checksum> commits = History.of(objects, name.checksum(), _ -> false).commits();
        for (Checksum commit : commits.subList(0, newestKnown(commits)).reversed()) {
          all.add(ObjectName.commit(commit));
        }
      }
      all.add(name);
    }
    return all;
  }

  private List<ObjectName> children(ObjectName name) throws IOException {
    return switch (name.type()) {
      case FILE, DIRMETA -> List.of();
      case COMMIT -> {
        Commit commit = objects.readCommit(name.checksum());
        yield List.of(ObjectName.dirMeta(commit.meta()), ObjectName.dirTree(commit.tree()));
      }
      case DIRTREE -> {
        DirTree tree = objects.readDirTree(name.checksum());
        List<ObjectName> children = new ArrayList<>();
        tree.files().forEach(entry -> children.add(ObjectName.file(entry.file())));
        tree.dirs().forEach(entry -> children.add(ObjectName.dirMeta(entry.meta())));
        tree.dirs().forEach(entry -> children.add(ObjectName.dirTree(entry.tree())));
        yield children;
      }
    };
  }

  /** The plan for all branches that were added. */
  PushPlan plan() throws IOException {
    List<Item> detached = new ArrayList<>();
    for (Checksum commit : commits) {
      Optional<byte[]> bytes = objects.readDetached(commit);
      if (bytes.isPresent()) {
        detached.add(new Item(ObjectName.commit(commit), bytes.get().length));
      }
    }
    return new PushPlan(branches, items, detached);
  }
}
