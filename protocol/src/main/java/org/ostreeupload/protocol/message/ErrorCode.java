// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a receiver refuses, in words that do not change. Source: docs/PROTOCOL.md, "Errors". */
public enum ErrorCode {
  /** The request is not what the protocol asks for. */
  MALFORMED(400, Retry.NEVER),
  /** There is no token in the request, or not one that is known and valid. */
  UNAUTHORIZED(401, Retry.NEVER),
  /** The token may not do this. */
  FORBIDDEN(403, Retry.NEVER),
  /** Nothing is at this path. */
  NOT_FOUND(404, Retry.NEVER),
  /** The push is not known: it ended, expired, or never was. */
  UNKNOWN_PUSH(404, Retry.NEVER),
  /** The refs cannot move as they are asked to; which and why stands in {@code refs}. */
  REFS_REFUSED(409, Retry.NEVER),
  /** Objects are missing, named in {@code missing}: send them and publish again. */
  INCOMPLETE(409, Retry.NEVER),
  /** A piece does not begin where the last one ended. */
  WRONG_OFFSET(409, Retry.LATER),
  /** Another request is sending the same large object. */
  OBJECT_BUSY(409, Retry.LATER),
  /** More than a limit allows. */
  TOO_LARGE(413, Retry.NEVER),
  /** The bytes are not those of the object that is named. */
  OBJECT_REFUSED(422, Retry.NEVER),
  /** The repository is locked, or too many pushes are open. */
  BUSY(503, Retry.LATER),
  /** The disk of the receiver is full. */
  NO_SPACE(507, Retry.LATER),
  /** The receiver failed. */
  INTERNAL(500, Retry.LATER);

  /** Whether the same request can succeed later. */
  private enum Retry {
    NEVER,
    LATER
  }

  private final int status;
  private final Retry retry;

  ErrorCode(int status, Retry retry) {
    this.status = status;
    this.retry = retry;
  }

  /** The HTTP status that goes with the code. */
  public int status() {
    return status;
  }

  /** Says whether the same request can succeed later. */
  public boolean isRetryable() {
    return retry == Retry.LATER;
  }

  /** The word on the wire, such as {@code unknown-push}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The code that an answer without a body most likely means. */
  public static ErrorCode ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> FORBIDDEN;
      case 404 -> UNKNOWN_PUSH;
      case 409 -> OBJECT_BUSY;
      case 413 -> TOO_LARGE;
      case 408, 429, 502, 503, 504 -> BUSY;
      case 507 -> NO_SPACE;
      default -> status >= 500 ? INTERNAL : MALFORMED;
    };
  }

  /** The code of a word; one that this version does not know is an internal error. */
  @JsonCreator
  public static ErrorCode of(String word) {
    for (ErrorCode code : values()) {
      if (code.word().equals(word)) {
        return code;
      }
    }
    return INTERNAL;
  }
}
