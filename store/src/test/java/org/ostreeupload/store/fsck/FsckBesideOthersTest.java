// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.CommandResult;

/** Checks while other programs are at the same repository. */
class FsckBesideOthersTest {
  @TempDir private Path dir;

  private Source source;
  private Patient patient;

  @BeforeEach
  void makeRepository() throws Exception {
    source = new Source(dir);
    patient = new Patient(source.ostree().repository());
    source.commit("one", "1");
    source.commit("two", "2");
  }

  /** Does something. */
  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  /** Does something when all objects were read and the first commit was gone through. */
  private static FsckListener afterFirstCommit(Action action) {
    return new FsckListener() {
      @Override
      public void walked(int commits, int of) {
        if (commits == 1) {
          try {
            action.run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    };
  }

  @Test
  void pruneIsKeptOut() throws Exception {
    source.ostree().run("config", "set", "core.lock-timeout-secs", "0");
    List<CommandResult> prunes = new ArrayList<>();
    FsckListener listener =
        afterFirstCommit(() -> prunes.add(source.ostree().tryRun("prune", "--refs-only")));
    assertThat(patient.check(listener).findings()).isEmpty();
    assertThat(prunes).hasSize(1).allMatch(prune -> !prune.succeeded());
    assertThat(source.ostree().tryRun("prune", "--refs-only").succeeded()).isTrue();
  }

  @Test
  void objectThatIsJustBeingPutInPlaceIsNotMissing() throws Exception {
    ObjectName file = patient.object("one", "/changing/file");
    Path target = patient.file(file);
    Path hidden = Files.move(target, dir.resolve("hidden"));
    AtomicInteger times = new AtomicInteger();
    FsckListener listener =
        afterFirstCommit(
            () -> {
              if (times.getAndIncrement() == 0) {
                Files.move(hidden, target);
              }
            });
    assertThat(patient.check(listener).findings()).isEmpty();
    assertThat(times.get()).isEqualTo(2);
    assertThat(patient.open().wanted().all()).isEmpty();
  }

  @Test
  void objectThatIsDamagedAfterItWasReadIsFoundOnTheWay() throws Exception {
    ObjectName tree = patient.object("two", "/changing");
    FsckReport report = patient.check(afterFirstCommit(() -> patient.flip(tree)));
    assertThat(Patient.about(report, tree).detail()).startsWith("is damaged: its bytes have the");
  }

  @Test
  void headThatIsLostMeanwhileIsMissingAndACommitWithoutARefIsNot() throws Exception {
    ObjectName commit = patient.commit("two");
    byte[] bytes = Files.readAllBytes(patient.file(commit));
    FsckReport report = patient.check(afterFirstCommit(() -> patient.delete(commit)));
    assertThat(Patient.about(report, commit).kind()).isEqualTo(Finding.Kind.MISSING);
    Files.write(patient.file(commit), bytes);
    source.ostree().run("refs", "--delete", "two");
    report = patient.check(afterFirstCommit(() -> patient.delete(commit)));
    assertThat(report.findings()).isEmpty();
    assertThat(patient.file(commit)).doesNotExist();
  }

  @Test
  void commitThatIsMadeMeanwhileDoesNoHarm() throws Exception {
    FsckReport report =
        patient.check(
            afterFirstCommit(
                () -> {
                  source.commit("third", "3");
                  source.ostree().run("summary", "-u");
                }));
    assertThat(report.findings()).isEmpty();
    assertThat(report.refs()).isEqualTo(2);
  }

  @Test
  void tellsHowItGoesOn() throws Exception {
    AtomicInteger directories = new AtomicInteger();
    AtomicLong bytes = new AtomicLong();
    AtomicLong objects = new AtomicLong();
    AtomicInteger commits = new AtomicInteger();
    FsckListener listener =
        new FsckListener() {
          @Override
          public void scanned(int done, int of) {
            assertThat(done).isEqualTo(directories.incrementAndGet());
            assertThat(done).isLessThanOrEqualTo(of);
          }

          @Override
          public void readBytes(long count) {
            bytes.addAndGet(count);
          }

          @Override
          public void readObjects(long count) {
            objects.addAndGet(count);
          }

          @Override
          public void walked(int done, int of) {
            assertThat(done).isEqualTo(commits.incrementAndGet());
            assertThat(of).isEqualTo(2);
          }
        };
    FsckReport report = patient.check(listener);
    assertThat(directories.get()).isPositive();
    assertThat(bytes.get()).isEqualTo(report.bytes());
    assertThat(objects.get()).isEqualTo(report.objects());
    assertThat(commits.get()).isEqualTo(2);
  }
}
