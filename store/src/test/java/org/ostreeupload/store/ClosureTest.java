// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ostreeupload.store.MemoryObjects.META;
import static org.ostreeupload.store.MemoryObjects.checksum;
import static org.ostreeupload.store.MemoryObjects.directory;
import static org.ostreeupload.store.MemoryObjects.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.DirTree.DirEntry;
import org.ostreeupload.store.object.ObjectName;

final class ClosureTest {
  private final MemoryObjects objects = new MemoryObjects();
  private final List<ObjectName> visited = new ArrayList<>();
  private final Closure closure = new Closure(objects, visited::add);

  @Test
  void visitsEachObjectOnceAndWhatRefersToItFirst() throws IOException {
    Checksum shared = objects.tree(file("f", "one"));
    Checksum root = objects.tree(file("f", "one"), directory("a", shared), directory("b", shared));
    Checksum commit = objects.commit(root, Optional.empty());

    walk(commit);

    assertThat(visited)
        .containsExactly(
            ObjectName.commit(commit),
            ObjectName.dirMeta(META),
            ObjectName.dirTree(root),
            ObjectName.file(checksum("one")),
            ObjectName.dirTree(shared));
    assertThat(objects.read()).doesNotHaveDuplicates();
  }

  @Test
  void laterCommitOfTheSameWalkAddsWhatIsNew() throws IOException {
    Checksum subtree = objects.tree(file("f", "one"));
    walk(objects.commit(objects.tree(directory("a", subtree)), Optional.empty()));
    visited.clear();
    Checksum root = objects.tree(directory("b", subtree));
    Checksum commit = objects.commit(root, Optional.empty());

    walk(commit);
    walk(commit);

    assertThat(visited).containsExactly(ObjectName.commit(commit), ObjectName.dirTree(root));
  }

  @Test
  void againstBaseVisitsAndReadsOnlyWhatDiffers() throws IOException {
    Checksum same = objects.tree(file("f", "never looked at"));
    Checksum left = objects.tree(file("kept", "kept"), file("now", "old"));
    Checksum base =
        objects.commit(
            objects.tree(directory("changes", left), directory("same", same)), Optional.empty());
    Checksum right = objects.tree(file("kept", "kept"), file("now", "new"));
    Checksum root = objects.tree(directory("changes", right), directory("same", same));
    Checksum commit = objects.commit(root, Optional.of(base));

    closure.walk(commit, Optional.of(base));

    assertThat(visited)
        .containsExactly(
            ObjectName.commit(commit),
            ObjectName.dirTree(root),
            ObjectName.dirTree(right),
            ObjectName.file(checksum("new")));
    assertThat(objects.read()).doesNotContain(ObjectName.dirTree(same)).hasSize(6);
  }

  @Test
  void againstBaseSeesWhatChangedItsKind() throws IOException {
    Checksum below = objects.tree(file("f", "below"));
    Checksum base =
        objects.commit(objects.tree(file("x", "x"), directory("y", below)), Optional.empty());
    Checksum root = objects.tree(file("y", "y"), directory("x", below));
    Checksum commit = objects.commit(root, Optional.empty());

    closure.walk(commit, Optional.of(base));

    assertThat(visited)
        .contains(ObjectName.file(checksum("y")), ObjectName.dirTree(below))
        .contains(ObjectName.dirMeta(META), ObjectName.file(checksum("below")));
  }

  @Test
  void againstBaseSeesChangedDirmetas() throws IOException {
    Checksum below = objects.tree(file("f", "below"));
    Checksum other = checksum("another dirmeta");
    Checksum base = objects.commit(objects.tree(directory("d", below)), Optional.empty());
    Checksum root = objects.tree(new DirEntry("d", below, other));
    Checksum commit = objects.commit(root, Optional.empty());

    closure.walk(commit, Optional.of(base));

    assertThat(visited)
        .containsExactly(
            ObjectName.commit(commit), ObjectName.dirTree(root), ObjectName.dirMeta(other));
  }

  @Test
  void againstItselfVisitsTheCommitAlone() throws IOException {
    Checksum commit = objects.commit(objects.tree(file("f", "one")), Optional.empty());

    closure.walk(commit, Optional.of(commit));

    assertThat(visited).containsExactly(ObjectName.commit(commit));
  }

  @Test
  void baseWithHolesSavesLess() throws IOException {
    Checksum same = objects.tree(file("f", "never looked at"));
    Checksum hole = objects.tree(file("kept", "kept"), file("now", "old"));
    Checksum base =
        objects.commit(
            objects.tree(directory("changes", hole), directory("same", same)), Optional.empty());
    Checksum tree = objects.tree(file("kept", "kept"), file("now", "new"));
    Checksum root = objects.tree(directory("changes", tree), directory("same", same));
    Checksum commit = objects.commit(root, Optional.of(base));
    objects.remove(ObjectName.dirTree(hole));

    closure.walk(commit, Optional.of(base));

    assertThat(visited)
        .containsExactly(
            ObjectName.commit(commit),
            ObjectName.dirTree(root),
            ObjectName.dirTree(tree),
            ObjectName.file(checksum("kept")),
            ObjectName.file(checksum("new")));
  }

  @Test
  void baseThatIsNotThereSavesNothing() throws IOException {
    Checksum base = objects.commit(objects.tree(file("f", "one")), Optional.empty());
    Checksum commit = objects.commit(objects.tree(file("f", "one")), Optional.of(base));
    objects.remove(ObjectName.commit(base));

    closure.walk(commit, Optional.of(base));

    assertThat(visited).hasSize(4);
  }

  @Test
  void goesNoFurtherThanItsVisitorWants() throws IOException {
    Checksum unwanted = objects.tree(file("f", "below"));
    Checksum root = objects.tree(file("f", "one"), directory("unwanted", unwanted));
    Checksum commit = objects.commit(root, Optional.empty());
    objects.remove(ObjectName.dirTree(unwanted));

    new Closure(objects, name -> visited.add(name) && !name.checksum().equals(unwanted))
        .walk(commit, Optional.empty());

    assertThat(visited)
        .contains(ObjectName.dirTree(unwanted))
        .doesNotContain(ObjectName.file(checksum("below")));
  }

  @Test
  void namesTheObjectThatIsMissing() throws IOException {
    Checksum absent = objects.tree();
    Checksum commit = objects.commit(objects.tree(directory("d", absent)), Optional.empty());
    objects.remove(ObjectName.dirTree(absent));

    assertThatThrownBy(() -> walk(commit))
        .isInstanceOfSatisfying(
            ObjectException.class,
            e -> assertThat(e.object()).isEqualTo(ObjectName.dirTree(absent)));
  }

  @Test
  void followsEveryPathThatASystemCanHave() throws IOException {
    Checksum commit = objects.commit(nested(Closure.MAX_DEPTH), Optional.empty());

    walk(commit);

    assertThat(visited).hasSize(Closure.MAX_DEPTH + 3);
  }

  @Test
  void refusesDeeperTrees() throws IOException {
    Checksum commit = objects.commit(nested(Closure.MAX_DEPTH + 1), Optional.empty());

    assertThatThrownBy(() -> walk(commit))
        .isInstanceOfSatisfying(
            ObjectException.class,
            e -> assertThat(e.fault()).isEqualTo(ObjectException.Fault.DAMAGED));
  }

  private Checksum nested(int depth) {
    Checksum tree = objects.tree();
    for (int i = 0; i < depth; i++) {
      tree = objects.tree(directory("d", tree));
    }
    return tree;
  }

  @Test
  void tellsInTheirPlaceWhatFilesTheBaseHad() throws IOException {
    Checksum before = objects.tree(file("changed", "old"), file("same", "same"));
    Checksum after =
        objects.tree(file("changed", "new"), file("fresh", "fresh"), file("same", "same"));
    Checksum base = objects.commit(before, Optional.empty());
    Checksum commit = objects.commit(after, Optional.of(base));
    List<String> changed = new ArrayList<>();
    Closure.Visitor visitor =
        new Closure.Visitor() {
          @Override
          public boolean visit(ObjectName name) {
            return visited.add(name);
          }

          @Override
          public void visitChanged(ObjectName name, Checksum earlier) {
            changed.add(name + " for " + earlier);
          }
        };
    new Closure(objects, visitor).walk(commit, Optional.of(base));
    assertThat(changed)
        .containsExactly(ObjectName.file(checksum("new")) + " for " + checksum("old"));
    assertThat(visited).contains(ObjectName.file(checksum("fresh")));
    assertThat(visited).doesNotContain(ObjectName.file(checksum("new")));
  }

  private void walk(Checksum commit) throws IOException {
    closure.walk(commit, Optional.empty());
  }
}
