// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.DirTree.Entry;

class DirTreeFuzzTest {
  @FuzzTest
  void parse(byte[] bytes) {
    try {
      DirTree tree = DirTree.parse(bytes);
      assertThat(tree.toBytes()).isEqualTo(bytes);
      assertThat(DirTree.sorted(tree.files())).isEqualTo(tree.files());
      assertThat(DirTree.sorted(tree.dirs())).isEqualTo(tree.dirs());
      List<String> names = Stream.concat(names(tree.files()), names(tree.dirs())).toList();
      Set<String> unique = new HashSet<>(names);
      assertThat(unique).hasSameSizeAs(names).doesNotContain("", ".", "..");
      assertThat(names)
          .allMatch(name -> name.indexOf('/') < 0 && name.indexOf(0) < 0)
          .allMatch(name -> name.getBytes(StandardCharsets.UTF_8).length <= 255);
    } catch (MalformedException e) {
      assertThat(e).hasMessageNotContaining("\0");
    }
  }

  private static Stream<String> names(List<? extends Entry> entries) {
    return entries.stream().map(Entry::name);
  }
}
