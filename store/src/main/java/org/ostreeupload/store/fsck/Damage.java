// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.fsck.Finding.Need;
import org.ostreeupload.store.fsck.Finding.Subject;
import org.ostreeupload.store.object.ObjectName;

/**
 * The objects that are missing or not what their names say, and what became of them.
 *
 * <p>Only the first {@link #MAX}, by name, are kept, so that a wrecked repository does not take all
 * memory; the others are counted. Thread-safe.
 */
final class Damage {
  /** How many objects are kept. */
  static final int MAX = 100_000;

  private static final Comparator<ObjectName> ORDER =
      Comparator.comparing(ObjectName::checksum).thenComparing(ObjectName::type);

  // Guarded by this.
  private final NavigableMap<ObjectName, Fault> faults = new TreeMap<>(ORDER);
  private final Map<ObjectName, Need> needs = new HashMap<>();
  private final Map<ObjectName, String> repaired = new TreeMap<>(ORDER);
  private long omitted;

  /** What is the matter with an object: damaged, missing or unreadable, and why. */
  record Fault(Kind kind, String reason) {
    static final Fault MISSING = new Fault(Kind.MISSING, "");

    /** The rest of a sentence that begins with the object. */
    String sentence(boolean isRepaired) {
      String start = isRepaired ? "was " : "is ";
      return switch (kind) {
        case MISSING -> start + "missing";
        case DAMAGED -> start + "damaged: " + reason;
        default -> "cannot be opened: " + reason;
      };
    }
  }

  /** Takes note of an object; what was noted first stays. */
  synchronized void add(ObjectName name, Fault fault) {
    if (faults.putIfAbsent(name, fault) == null && faults.size() > MAX) {
      needs.remove(faults.pollLastEntry().getKey());
      omitted++;
    }
  }

  /** Takes note of an object that is needed and not there. */
  synchronized void addMissing(ObjectName name, Need need) {
    add(name, Fault.MISSING);
    if (faults.containsKey(name)) {
      needs.putIfAbsent(name, need);
    }
  }

  /** Takes note of what needs an object; says whether anything is the matter with that. */
  synchronized boolean isBad(ObjectName name, Need need) {
    if (faults.containsKey(name)) {
      needs.putIfAbsent(name, need);
    }
    return isBad(name);
  }

  /** Says whether something is the matter with an object. */
  synchronized boolean isBad(ObjectName name) {
    return faults.containsKey(name) && !repaired.containsKey(name);
  }

  /** Says whether all that is the matter is known here. */
  synchronized boolean isAllKnown() {
    return omitted == 0;
  }

  /** Takes note that a sound copy is in place now. */
  synchronized void repaired(ObjectName name, String source) {
    add(name, Fault.MISSING);
    repaired.put(name, source);
  }

  /** Takes note that a sound copy could not be put in place after all. */
  synchronized void notRepaired(ObjectName name) {
    repaired.remove(name);
  }

  /** How many objects were repaired. */
  synchronized long repairs() {
    return repaired.size();
  }

  /** What is missing. */
  synchronized List<ObjectName> missing() {
    return faults.entrySet().stream()
        .filter(fault -> fault.getValue().kind() == Kind.MISSING)
        .map(Map.Entry::getKey)
        .filter(name -> !repaired.containsKey(name))
        .toList();
  }

  /** Forgets what is missing, for the next walk to find it again if it still is. */
  synchronized void forgetMissing() {
    faults
        .entrySet()
        .removeIf(
            fault ->
                fault.getValue().kind() == Kind.MISSING && !repaired.containsKey(fault.getKey()));
  }

  /** The objects that are missing or damaged, in order of name. */
  synchronized List<ObjectName> wanted() {
    return faults.entrySet().stream()
        .filter(fault -> fault.getValue().kind() != Kind.UNREADABLE)
        .map(Map.Entry::getKey)
        .filter(name -> !repaired.containsKey(name))
        .toList();
  }

  /** How many objects are not kept. */
  synchronized long omitted() {
    return omitted;
  }

  /** Everything as findings. */
  synchronized List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    faults.forEach(
        (name, fault) ->
            findings.add(
                new Finding(
                    fault.kind(),
                    new Subject.OfObject(name),
                    fault.sentence(repaired.containsKey(name)),
                    Optional.ofNullable(needs.get(name)),
                    Optional.ofNullable(repaired.get(name)))));
    return findings;
  }
}
