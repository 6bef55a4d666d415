// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.message.OpenedPush.Head;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.Ostree;

/** A plan asks about what changed and about nothing else, in questions that are not too long. */
class PlannerTest {
  private static final int MANY = 10_000;
  private static final RefName MAIN = new RefName("main");

  @TempDir private Path directory;

  private Source source;
  private final Set<String> remote = new HashSet<>();
  private final List<List<ObjectName>> questions = new ArrayList<>();

  @BeforeEach
  void makeSource() throws IOException {
    source = Source.in(directory);
    for (int i = 0; i < 12; i++) {
      source.write("d" + i + "/file", "file " + i);
    }
  }

  private Planner planner(int namesPerQuestion) throws IOException {
    return new Planner(Repository.open(source.repository()), this::missing, namesPerQuestion);
  }

  private BitSet missing(List<ObjectName> names) {
    questions.add(List.copyOf(names));
    BitSet missing = new BitSet();
    for (int i = 0; i < names.size(); i++) {
      missing.set(i, !remote.contains(names.get(i).toString()));
    }
    return missing;
  }

  private Set<String> asked() {
    Set<String> asked = new TreeSet<>();
    questions.forEach(question -> question.forEach(name -> asked.add(name.toString())));
    return asked;
  }

  private static Set<String> names(PushPlan plan) {
    Set<String> names = new TreeSet<>();
    plan.objects().forEach(item -> names.add(item.name().toString()));
    return names;
  }

  private static Head at(RefName ref, String commit) throws IOException {
    return new Head(ref, Optional.of(Checksum.parse(commit)));
  }

  @Test
  void asksAboutAnAdvancedBranchForNothingButWhatIsNew() throws IOException {
    String first = source.commit("main");
    remote.addAll(source.objects());
    source.write("d1/file", "changed");
    String second = source.commit("main");
    Planner planner = planner(MANY);
    planner.add(at(MAIN, first), Checksum.parse(second));
    Set<String> added = ObjectFiles.minus(source.objects(), remote);
    assertThat(asked()).isEqualTo(added);
    assertThat(questions).hasSize(1);
    assertThat(names(planner.plan())).isEqualTo(added);
  }

  @Test
  void asksNothingAboutABranchThatIsWhereItShallBe() throws IOException {
    String commit = source.commit("main");
    Planner planner = planner(MANY);
    planner.add(at(MAIN, commit), Checksum.parse(commit));
    assertThat(questions).isEmpty();
    assertThat(planner.plan().objects()).isEmpty();
  }

  @Test
  void asksForTheCommitsOfANewBranchFirst() throws IOException {
    source.commit("main");
    source.write("d1/file", "second");
    source.commit("main");
    remote.addAll(source.objects());
    source.write("d2/file", "third");
    source.commit("main");
    source.write("d2/file", "fourth");
    String fourth = source.commit("main");
    Planner planner = planner(MANY);
    planner.add(new Head(MAIN, Optional.empty()), Checksum.parse(fourth));
    assertThat(questions).hasSize(2);
    assertThat(questions.getFirst())
        .hasSize(4)
        .allMatch(name -> name.toString().endsWith("commit"));
    Set<String> added = ObjectFiles.minus(source.objects(), remote);
    assertThat(names(planner.plan())).isEqualTo(added);
    assertThat(planner.plan().branches().getFirst().commits()).isEqualTo(2);
  }

  @Test
  void asksNoMoreThanTheReceiverTakesAtOnce() throws IOException {
    String commit = source.commit("main");
    for (int i = 0; i < 7; i++) {
      source.write("d1/file", "step " + i);
      commit = source.commit("main");
    }
    Planner planner = planner(5);
    planner.add(new Head(MAIN, Optional.empty()), Checksum.parse(commit));
    assertThat(questions).allMatch(question -> !question.isEmpty() && question.size() <= 5);
    assertThat(names(planner.plan())).isEqualTo(source.objects());
    assertThat(planner.plan().objects()).hasSize(source.objects().size());
  }

  @Test
  void findsTheNewestKnownCommitBeyondTheFirstQuestion() throws IOException {
    source.commit("main");
    remote.addAll(source.objects());
    String commit = "";
    for (int i = 0; i < 7; i++) {
      source.write("d1/file", "step " + i);
      commit = source.commit("main");
    }
    Planner planner = planner(3);
    planner.add(new Head(MAIN, Optional.empty()), Checksum.parse(commit));
    assertThat(names(planner.plan())).isEqualTo(ObjectFiles.minus(source.objects(), remote));
    assertThat(planner.plan().branches().getFirst().commits()).isEqualTo(7);
  }

  @Test
  void asksOnceAboutWhatBranchesShare() throws IOException {
    String one = source.commit("one");
    String two = source.commit("two");
    Planner planner = planner(MANY);
    planner.add(new Head(new RefName("one"), Optional.empty()), Checksum.parse(one));
    planner.add(new Head(new RefName("two"), Optional.empty()), Checksum.parse(two));
    PushPlan plan = planner.plan();
    assertThat(names(plan)).isEqualTo(source.objects());
    assertThat(plan.objects()).hasSize(source.objects().size());
    assertThat(plan.branches().get(1).objects()).isEqualTo(1);
  }

  @Test
  void trustsNoPartialCommitOfItsOwnAsABase() throws IOException {
    String first = source.commit("main");
    Source other = Source.of(Ostree.in(directory.resolve("other")));
    other.ostree().init("archive");
    other.ostree().pullLocal(source.repository(), "--commit-metadata-only", "main");
    remote.addAll(source.objects());
    source.write("d1/file", "changed");
    String second = other.ostree().commit("main", source.tree());
    Planner planner = new Planner(Repository.open(other.repository()), this::missing, MANY);
    planner.add(at(MAIN, first), Checksum.parse(second));
    assertThat(names(planner.plan())).isEqualTo(ObjectFiles.minus(other.objects(), remote));
    assertThat(asked()).isEqualTo(ObjectFiles.minus(other.objects(), Set.of(first + ".commit")));
  }
}
