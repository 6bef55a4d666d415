// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ostreeupload.store.fsck.Finding;
import org.ostreeupload.store.fsck.Finding.Subject;
import org.ostreeupload.store.fsck.FsckReport;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/**
 * What {@code fsck --json} prints.
 *
 * @param sound whether nothing is damaged, or nothing any more
 * @param dryRun whether nothing was changed, on demand
 * @param objects how many objects were read
 * @param bytes how many bytes they have
 * @param commits how many commits there are
 * @param refs how many refs there are
 * @param findings what was found, errors first
 * @param omitted how many findings more there are than are listed
 * @param repaired how many objects were put in place
 * @param wanted how many objects are wanted now
 * @param seconds how long it took
 */
record FsckJson(
    boolean sound,
    boolean dryRun,
    long objects,
    long bytes,
    long commits,
    long refs,
    List<Item> findings,
    long omitted,
    long repaired,
    long wanted,
    double seconds) {
  /**
   * A finding, about one of an object, a ref and a file; what needs the object; and where a sound
   * copy came from.
   */
  record Item(
      String severity,
      String kind,
      Optional<ObjectName> object,
      Optional<String> ref,
      Optional<String> file,
      String detail,
      Optional<Checksum> neededByCommit,
      Optional<String> neededByRef,
      Optional<String> repairedFrom) {
    static Item of(Finding finding) {
      Subject subject = finding.subject();
      return new Item(
          word(finding.severity()),
          word(finding.kind()),
          subject instanceof Subject.OfObject(ObjectName name)
              ? Optional.of(name)
              : Optional.empty(),
          subject instanceof Subject.OfRef(String path) ? Optional.of(path) : Optional.empty(),
          subject instanceof Subject.OfFile(String path) ? Optional.of(path) : Optional.empty(),
          finding.detail(),
          finding.need().flatMap(Finding.Need::commit),
          finding.need().flatMap(Finding.Need::ref),
          finding.repairedFrom());
    }

    private static String word(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static FsckJson of(FsckReport report, boolean dryRun, Duration time) {
    return new FsckJson(
        report.isSound(),
        dryRun,
        report.objects(),
        report.bytes(),
        report.commits(),
        report.refs(),
        report.findings().stream().map(Item::of).toList(),
        report.omitted(),
        report.repaired(),
        report.wanted(),
        time.toMillis() / 1000.0);
  }
}
