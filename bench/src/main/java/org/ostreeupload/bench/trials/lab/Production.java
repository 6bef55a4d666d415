// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ostreeupload.store.Layout;
import org.ostreeupload.testdata.CommandResult;
import org.ostreeupload.testdata.LiveTree;
import org.ostreeupload.testdata.Ostree;

/**
 * The production repository, as the real {@code ostree} and anybody with a file manager see it
 * beside the receiver. Every check throws a {@link Violation}. Thread-safe.
 */
public final class Production {
  private static final Pattern SUMMARY_ENTRY =
      Pattern.compile("(?m)^\\* (\\S+)\\n.*\\n +([0-9a-f]{64})$");
  private static final Pattern OBJECT =
      Pattern.compile("[0-9a-f]{2}/[0-9a-f]{62}\\.(filez|dirtree|dirmeta|commit|commitmeta)");

  private final Ostree ostree;
  private final Layout layout;

  private Production(Ostree ostree) {
    this.ostree = ostree;
    this.layout = new Layout(ostree.repository());
  }

  /** Makes an empty repository at this path. */
  public static Production create(Path path) {
    return new Production(Ostree.in(path).init("archive"));
  }

  public Ostree ostree() {
    return ostree;
  }

  public Layout layout() {
    return layout;
  }

  /** Where the branches point. */
  public SortedMap<String, String> heads() throws IOException {
    SortedMap<String, String> heads = new TreeMap<>();
    for (Path file : LiveTree.files(layout.heads())) {
      String name = layout.heads().relativize(file).toString();
      String head = Files.readString(file).strip();
      Violation.unless(head.matches("[0-9a-f]{64}"), "ref '" + name + "' is torn: " + head);
      heads.put(name, head);
    }
    return heads;
  }

  /** Where the branches point by the summary. */
  public SortedMap<String, String> summary() throws IOException {
    SortedMap<String, String> heads = new TreeMap<>();
    if (Files.exists(layout.summary())) {
      Matcher entry = SUMMARY_ENTRY.matcher(ostree.run("summary", "--view").stdout());
      while (entry.find()) {
        heads.put(entry.group(1), entry.group(2));
      }
    }
    return heads;
  }

  /** The branches point there, and the summary says so too. */
  public void requireHeads(Map<String, String> expected, String when) throws IOException {
    SortedMap<String, String> heads = heads();
    Violation.unless(heads.equals(expected), when + ": refs are " + heads + " and not " + expected);
    SortedMap<String, String> summary = summary();
    Violation.unless(
        summary.equals(expected), when + ": the summary has " + summary + " and not " + expected);
  }

  /** Everything that refs reach is there and whole. */
  public void requireSound(String when) {
    CommandResult fsck = ostree.tryRun("fsck", "--all");
    boolean isClean =
        fsck.exitCode() == 0 && !(fsck.stdout() + fsck.stderr()).contains("partial commits");
    Violation.unless(isClean, when + ": " + fsck);
  }

  /** No push is open. */
  public void requireNothingStaged(String when) throws IOException {
    List<Path> staged = LiveTree.files(layout.staging());
    Violation.unless(staged.isEmpty(), when + ": there is something in staging: " + staged);
  }

  /** Waits until no push is open and nothing is remembered of any. */
  public void awaitNothingKept(int seconds) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Path> kept = kept();
    while (!kept.isEmpty()) {
      Violation.unless(System.nanoTime() < end, "after all pushes were idle: " + kept);
      Thread.sleep(200);
      kept = kept();
    }
  }

  private List<Path> kept() throws IOException {
    List<Path> kept = new ArrayList<>(LiveTree.files(layout.staging()));
    kept.addAll(LiveTree.files(layout.receipts()));
    return kept;
  }

  /** Below objects/ there is nothing but objects, and nothing but what refs reach. */
  public void requireNothingStray(String when) throws IOException {
    List<Path> strays = new ArrayList<>();
    for (Path file : LiveTree.files(layout.objects())) {
      if (!OBJECT.matcher(layout.objects().relativize(file).toString()).matches()) {
        strays.add(file);
      }
    }
    Violation.unless(strays.isEmpty(), when + ": these are no objects: " + strays);
    CommandResult prune = ostree.run("prune", "--refs-only", "--no-prune");
    Violation.unless(
        prune.stdout().contains("No unreachable objects"),
        when + ": no ref reaches some: " + prune);
  }

  /** How many bytes are in staging. */
  public long stagedBytes() throws IOException {
    long bytes = 0;
    for (Path file : LiveTree.files(layout.staging())) {
      bytes += LiveTree.sizeOrNone(file);
    }
    return bytes;
  }
}
