// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ostreeupload.bench.trials.lab.Violation;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.testdata.CommandResult;
import org.ostreeupload.testdata.Ostree;

/** A client that pulls a branch and checks it out, again and again. Used by one thread. */
final class Reader {
  /** The file of every commit that has its number. */
  static final String MARKER = "number";

  private static final int FROM_NOTHING = 5; // every so many pulls begin with an empty repository

  private final Path directory;
  private final String remote;
  private final String branch;
  private final Published published;
  private Ostree ostree;
  private int pulls;
  private int newest = -1;

  Reader(Path directory, String remote, String branch, Published published) {
    this.directory = directory;
    this.remote = remote;
    this.branch = branch;
    this.published = published;
    this.ostree = Ostree.in(directory.resolve("repo-0")).init("archive");
  }

  /** Pulls for as long as somebody pushes, and once more after that. */
  void readUntilTheEnd() throws IOException {
    boolean isLast;
    do {
      isLast = published.isEnded();
      read();
    } while (!isLast);
    CommandResult fsck = ostree.tryRun("fsck", "--all");
    Violation.unless(fsck.exitCode() == 0, "what a client pulled: " + fsck);
    Violation.unless(
        newest == published.next() - 1, "a client ends with commit " + newest + ", not the last");
  }

  private void read() throws IOException {
    if (pulls % FROM_NOTHING == FROM_NOTHING - 1) {
      DurableFiles.deleteTree(ostree.repository());
      ostree = Ostree.in(directory.resolve("repo-" + pulls)).init("archive");
    }
    pulls++;
    CommandResult pulled = ostree.tryPull(remote, branch);
    Violation.unless(pulled.exitCode() == 0, "a client cannot pull: " + pulled);
    String commit = ostree.revParse(Ostree.REMOTE + ":" + branch);
    int number = published.saw(commit);
    Violation.unless(number >= 0, "a client got " + commit + ", which nobody pushed");
    Violation.unless(number >= newest, "a client got commit " + number + " after commit " + newest);
    newest = number;
    Path checkout = directory.resolve("checkout");
    CommandResult checkedOut =
        ostree.tryRun("checkout", "--user-mode", "--fsync=no", commit, checkout.toString());
    Violation.unless(checkedOut.exitCode() == 0, "a client cannot check out: " + checkedOut);
    String marker = Files.readString(checkout.resolve(MARKER));
    Violation.unless(
        marker.equals(Integer.toString(number)),
        "the checkout of commit " + number + " has the files of " + marker);
    DurableFiles.deleteTree(checkout);
  }

  /** How many pulls and checkouts there were. */
  long pulls() {
    return pulls;
  }
}
