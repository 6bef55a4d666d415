// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.util.Comparator;
import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/**
 * One thing that a check of a repository found. Ordered by severity, then by what it is about.
 *
 * @param kind what is the matter
 * @param subject what it is about
 * @param detail what is wrong with that, as the rest of a sentence that begins with it
 * @param need what needs it, if that is known
 * @param repairedFrom where a sound copy came from, if it was repaired
 */
public record Finding(
    Kind kind, Subject subject, String detail, Optional<Need> need, Optional<String> repairedFrom)
    implements Comparable<Finding> {
  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::severity)
          .thenComparing(finding -> finding.subject.toString())
          .thenComparing(Finding::kind)
          .thenComparing(Finding::detail);

  /** How bad a finding is. */
  public enum Severity {
    /** The repository is damaged: somebody who needs this cannot have it. */
    ERROR,
    /** Something contradicts something else. */
    WARNING,
    /** Nothing is wrong, but it is good to know. */
    NOTE
  }

  /** What is the matter. */
  public enum Kind {
    /** An object is not what its name says, or breaks the rules of its type. */
    DAMAGED(Severity.ERROR),
    /** An object is needed and not there. */
    MISSING(Severity.ERROR),
    /** An object cannot be opened, so nobody knows. */
    UNREADABLE(Severity.ERROR),
    /** What stands beside objects, or the summary, cannot be understood. */
    MALFORMED(Severity.ERROR),
    /** The file of a ref holds no commit. */
    REF(Severity.ERROR),
    /** A file below {@code refs/} that has no name of a ref. */
    REF_NAME(Severity.WARNING),
    /** A ref points to a commit that is bound to others. */
    BINDING(Severity.WARNING),
    /** What a commit says of the sizes of its objects is not so. */
    SIZES(Severity.WARNING),
    /** The summary does not say what the refs say. */
    SUMMARY(Severity.WARNING),
    /** A commit is marked as damaged, and is not. */
    MARK(Severity.WARNING),
    /** A commit was marked as damaged, and the mark is gone. */
    UNMARKED(Severity.NOTE),
    /** A commit is marked as not whole. */
    PARTIAL(Severity.NOTE),
    /** A file among the objects that is none. */
    STRAY(Severity.NOTE);

    private final Severity severity;

    Kind(Severity severity) {
      this.severity = severity;
    }

    /** How bad findings of the kind are. */
    public Severity severity() {
      return severity;
    }
  }

  /** What a finding is about. */
  public sealed interface Subject {
    /** An object, a content object or metadata. */
    record OfObject(ObjectName name) implements Subject {
      @Override
      public String toString() {
        return "object " + name;
      }
    }

    /** A ref, by the path of its file in the repository, such as {@code refs/heads/main}. */
    record OfRef(String path) implements Subject {
      @Override
      public String toString() {
        return path;
      }
    }

    /** Another file of the repository, by its path there. */
    record OfFile(String path) implements Subject {
      @Override
      public String toString() {
        return path;
      }
    }
  }

  /**
   * What needs an object: the first that was found.
   *
   * @param commit the commit that reaches it; empty if it is a commit itself
   * @param ref the ref that reaches the commit, by its path; empty if none does
   */
  public record Need(Optional<Checksum> commit, Optional<String> ref) {
    /** What needs a commit. */
    static Need ofRef(String ref) {
      return new Need(Optional.empty(), Optional.of(ref));
    }

    /** What needs an object that a commit reaches, given what needs the commit. */
    Need by(Checksum reaching) {
      return new Need(Optional.of(reaching), ref);
    }

    @Override
    public String toString() {
      return commit
          .map(
              by ->
                  "commit " + by + ref.map(name -> " of " + name).orElse(", which no ref reaches"))
          .or(() -> ref)
          .orElse("no ref");
    }
  }

  static Finding of(Kind kind, ObjectName object, String detail) {
    return new Finding(
        kind, new Subject.OfObject(object), detail, Optional.empty(), Optional.empty());
  }

  static Finding ofRef(Kind kind, String path, String detail) {
    return new Finding(kind, new Subject.OfRef(path), detail, Optional.empty(), Optional.empty());
  }

  static Finding ofFile(Kind kind, String path, String detail) {
    return new Finding(kind, new Subject.OfFile(path), detail, Optional.empty(), Optional.empty());
  }

  /** How bad it is. */
  public Severity severity() {
    return kind.severity();
  }

  /** Says whether the repository is damaged by this, still. */
  public boolean isOpenError() {
    return severity() == Severity.ERROR && repairedFrom.isEmpty();
  }

  @Override
  public int compareTo(Finding other) {
    return ORDER.compare(this, other);
  }

  /** The finding as a sentence. */
  @Override
  public String toString() {
    return subject
        + " "
        + detail
        + need.map(by -> "; needed by " + by).orElse("")
        + repairedFrom.map(source -> "; repaired from " + source).orElse("");
  }
}
