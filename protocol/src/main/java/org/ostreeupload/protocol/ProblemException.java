// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import java.io.IOException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;

/** A request that was, or is to be, answered with a {@link Problem}. */
public final class ProblemException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** Makes an exception of a problem. */
  public ProblemException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  /** Makes an exception of a problem that concerns no object and no ref. */
  public ProblemException(ErrorCode code, String detail) {
    this(Problem.of(code, detail));
  }

  /** The problem. */
  public Problem problem() {
    return problem;
  }
}
