// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import org.ostreeupload.store.CommitMarks;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.WholeCommits;
import org.ostreeupload.store.fsck.ClosureWalk.Holes;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.fsck.Fsck.Mode;
import org.ostreeupload.store.fsck.Roots.Root;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** One run of {@link Fsck}, step by step. Not thread-safe. */
final class Check {
  private final Repository repository;
  private final FsckListener listener;
  private final FileCheck files;
  private final Damage damage = new Damage();
  private final Findings findings = new Findings();
  private final RefScan refs;
  private final CommitMarks marks;

  /** Begins a run, with what refs and marks say now. */
  Check(Repository repository, FsckListener listener) throws IOException {
    this.repository = repository;
    this.listener = listener;
    this.files = new FileCheck(repository, listener);
    this.refs = RefScan.of(repository.layout(), findings);
    this.marks = CommitMarks.of(repository.layout());
  }

  FsckReport run(Mode mode, List<ObjectSource> sources, int threads) throws IOException {
    NavigableSet<Finding> summary = SummaryCheck.of(repository, refs);
    Set<ObjectName> wanted = repository.wanted().all();
    ObjectScan.Result scan =
        new ObjectScan(repository, files, damage, findings, wanted, listener).run(threads);
    Roots roots = walk(repository.objects(), scan.commits());
    if (mode == Mode.RECORD) {
      record(scan.soundAgain());
    }
    if (!sources.isEmpty()) {
      roots = repair(sources, roots, scan.commits());
      record(Set.of());
    }
    settleMarks(mode);
    checkCommits(roots);
    // Only what was so at the beginning and is so now: pushes go on between refs and summary.
    summary.retainAll(SummaryCheck.of(repository, RefScan.of(repository.layout(), new Findings())));
    findings.addAll(summary);
    return report(scan);
  }

  private FsckReport report(ObjectScan.Result scan) throws IOException {
    findings.addAll(damage.findings());
    return new FsckReport(
        findings.list(),
        findings.omitted() + damage.omitted(),
        findings.omittedErrors() + damage.omitted(),
        scan.objects(),
        scan.bytes(),
        scan.commits().size(),
        refs.byPath().size(),
        damage.repairs(),
        repository.wanted().all().size());
  }

  /** Finds what is missing; what another program was just putting in place is not. */
  private Roots walk(ObjectReader objects, List<Checksum> commits) throws IOException {
    Roots roots = walkOnce(objects, commits);
    for (ObjectName missing : damage.missing()) {
      if (objects.contains(missing)) {
        damage.forgetMissing();
        return walkOnce(objects, commits);
      }
    }
    return roots;
  }

  private Roots walkOnce(ObjectReader objects, List<Checksum> commits) throws IOException {
    Roots roots = new Roots.Finder(objects, marks, damage).find(refs.byPath(), commits);
    ClosureWalk walk = new ClosureWalk(objects, damage, findings);
    int all = roots.whole().size() + roots.partial().size();
    int done = 0;
    // An object is visited once: a hole that both kinds reach must be found by way of the whole.
    for (Root root : roots.whole()) {
      walk.walk(root, Holes.ARE_ERRORS);
      listener.walked(++done, all);
    }
    for (Root root : roots.partial()) {
      walk.walk(root, Holes.ARE_ALLOWED);
      listener.walked(++done, all);
    }
    return roots;
  }

  /** Fetches what is wanted, and what turns out to be missing behind that. */
  private Roots repair(List<ObjectSource> sources, Roots before, List<Checksum> commits)
      throws IOException {
    Roots roots = before;
    try (Repair repair = Repair.begin(repository, files, damage, sources, listener)) {
      while (repair.fetch() && damage.isAllKnown()) {
        damage.forgetMissing();
        roots = walk(repair, commits);
      }
      repair.publish();
    }
    return roots;
  }

  private void record(Set<ObjectName> sound) throws IOException {
    for (ObjectName name : damage.wanted()) {
      repository.wanted().add(name);
    }
    for (ObjectName name : sound) {
      repository.wanted().remove(name);
    }
  }

  private void settleMarks(Mode mode) throws IOException {
    for (Checksum commit : marks.partial()) {
      ObjectName name = ObjectName.commit(commit);
      if (repository.objects().contains(name)) {
        findings.add(
            Finding.of(Kind.PARTIAL, name, "is marked as partial: what it lacks is no error"));
      }
    }
    WholeCommits whole = new WholeCommits(repository.objects(), this::isSound);
    for (Checksum commit : marks.damaged()) {
      if (damage.isAllKnown() && whole.isWhole(commit)) {
        settle(commit, mode);
      }
    }
  }

  private boolean isSound(ObjectName name) {
    return !damage.isBad(name) && repository.objects().contains(name);
  }

  private void settle(Checksum commit, Mode mode) throws IOException {
    ObjectName name = ObjectName.commit(commit);
    if (mode == Mode.DRY_RUN) {
      findings.add(
          Finding.of(Kind.MARK, name, "is marked as damaged by ostree fsck, and is whole"));
      return;
    }
    if (CommitMarks.delete(repository, commit)) {
      findings.add(
          Finding.of(
              Kind.UNMARKED,
              name,
              "was marked as damaged by ostree fsck; it is whole, and the mark is gone"));
    }
  }

  private void checkCommits(Roots roots) throws IOException {
    CommitChecks checks = new CommitChecks(repository, damage, findings);
    checks.checkBindings(refs);
    for (Root root : roots.whole()) {
      checks.checkSizes(root.commit(), Holes.ARE_ERRORS);
    }
    for (Root root : roots.partial()) {
      checks.checkSizes(root.commit(), Holes.ARE_ALLOWED);
    }
  }
}
