// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.util.List;
import org.ostreeupload.store.fsck.Finding.Severity;

/**
 * What a check of a repository came to.
 *
 * @param findings what was found, errors first, each with what needs it
 * @param omitted how many findings more there were than are kept, the last in their order
 * @param omittedErrors how many of these are errors
 * @param objects how many objects were read
 * @param bytes how many bytes they have, as a client would fetch or read them
 * @param commits how many commits there are
 * @param refs how many refs there are
 * @param repaired how many objects were put in place
 * @param wanted how many objects are wanted now
 */
public record FsckReport(
    List<Finding> findings,
    long omitted,
    long omittedErrors,
    long objects,
    long bytes,
    long commits,
    long refs,
    long repaired,
    long wanted) {
  /** Makes a report. */
  public FsckReport {
    findings = List.copyOf(findings);
  }

  /** Says whether nothing is damaged, or nothing any more. */
  public boolean isSound() {
    return omittedErrors == 0 && findings.stream().noneMatch(Finding::isOpenError);
  }

  /** How many findings of a severity there are that were not repaired. */
  public long count(Severity severity) {
    return findings.stream()
        .filter(finding -> finding.severity() == severity && finding.repairedFrom().isEmpty())
        .count();
  }
}
