// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpDateTime;

/**
 * The header fields that make an answer depend on what the client has, evaluated as RFC 9110,
 * section 13, has it. A field that is not there is the empty string.
 *
 * @param ifMatch go on only if one of these entity tags is current
 * @param ifUnmodifiedSince go on only if nothing changed since this date
 * @param ifNoneMatch send nothing if one of these entity tags is current
 * @param ifModifiedSince send nothing if nothing changed since this date
 * @param ifRange send a part only of what has this entity tag or date
 */
record Conditions(
    String ifMatch,
    String ifUnmodifiedSince,
    String ifNoneMatch,
    String ifModifiedSince,
    String ifRange) {
  private static final Pattern ANY_TAG = Pattern.compile("\"[^\"]*\"");
  private static final Pattern STRONG_TAG = Pattern.compile("(?<!W/)\"[^\"]*\"");

  /** What becomes of a request. */
  enum Outcome {
    /** It is answered as if there were no conditions. */
    PROCEED,
    /** The client has the bytes already. */
    NOT_MODIFIED,
    /** The client wants other bytes or none. */
    FAILED
  }

  /** Reads the header fields of a request with a function that knows their values. */
  static Conditions of(UnaryOperator<String> field) {
    return new Conditions(
        field.apply("If-Match"),
        field.apply("If-Unmodified-Since"),
        field.apply("If-None-Match"),
        field.apply("If-Modified-Since"),
        field.apply("If-Range"));
  }

  /** Compares with what is there. */
  Outcome evaluate(Validators current) {
    boolean wanted =
        ifMatch.isEmpty()
            ? age(current, ifUnmodifiedSince).filter(age -> age > 0).isEmpty()
            : isListed(current, ifMatch, STRONG_TAG);
    if (!wanted) {
      return Outcome.FAILED;
    }
    boolean known =
        ifNoneMatch.isEmpty()
            ? age(current, ifModifiedSince).filter(age -> age <= 0).isPresent()
            : isListed(current, ifNoneMatch, ANY_TAG);
    return known ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
  }

  /** Says whether a part of what is there fits what the client has. */
  boolean allowRange(Validators current) {
    if (ifRange.isEmpty() || ifRange.equals(current.etag())) {
      return true;
    }
    Optional<Instant> date = date(ifRange);
    return date.isPresent() && date.equals(current.lastModified());
  }

  private static boolean isListed(Validators current, String tags, Pattern form) {
    return tags.equals("*")
        || form.matcher(tags).results().anyMatch(tag -> tag.group().equals(current.etag()));
  }

  /**
   * Compares what is there with a date: positive if it is newer. Where one of them has no date, the
   * field counts for nothing.
   */
  private static Optional<Integer> age(Validators current, String since) {
    return current.lastModified().flatMap(modified -> date(since).map(modified::compareTo));
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(HttpDateTime.parse(text).toInstant());
    } catch (IllegalArgumentException | DateTimeException _) {
      return Optional.empty();
    }
  }
}
