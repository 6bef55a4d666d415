// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

class PackingTest {
  private static final Checksum SUM = Checksum.ofBytes(new byte[0]);
  private static final Packing PACKING = new Packing(new Limits(1, 5, 1_000, 4_000));

  private static List<Item> files(int... lengths) {
    List<Item> items = new ArrayList<>();
    for (int length : lengths) {
      items.add(new Item(ObjectName.file(SUM), length));
    }
    return items;
  }

  private static List<Integer> sizes(List<Item> items) {
    List<List<Item>> bundles = PACKING.bundles(items);
    assertThat(bundles.stream().flatMap(List::stream)).containsExactlyElementsOf(items);
    return bundles.stream().map(List::size).toList();
  }

  @Test
  void aBundleHasAtMostHalfOfTheBytesThatAreTaken() {
    int half = 1_000 - Frame.HEAD_SIZE;
    assertThat(sizes(files(half, half))).containsExactly(2);
    assertThat(sizes(files(half, half + 1))).containsExactly(1, 1);
    assertThat(sizes(files(half, half, 0))).containsExactly(2, 1);
  }

  @Test
  void aBundleHasAtMostAsManyObjectsAsMayBeAskedAbout() {
    assertThat(sizes(files(0, 0, 0, 0, 0))).containsExactly(5);
    assertThat(sizes(files(0, 0, 0, 0, 0, 0, 0))).containsExactly(5, 2);
  }

  @Test
  void whatIsTooLargeIsAloneAndNothingIsNoBundle() {
    assertThat(sizes(files(1, 5_000, 1))).containsExactly(1, 1, 1);
    assertThat(sizes(files())).isEmpty();
  }

  @Test
  void onlyContentIsLarge() {
    assertThat(PACKING.isLarge(new Item(ObjectName.file(SUM), 1_000))).isFalse();
    assertThat(PACKING.isLarge(new Item(ObjectName.file(SUM), 1_001))).isTrue();
    assertThat(PACKING.isLarge(new Item(ObjectName.dirTree(SUM), 1_001))).isFalse();
  }

  @Test
  void theLargestThatGoesInABundleFitsIntoOne() {
    assertThat(PACKING.largest()).isEqualTo(1_000);
    assertThat(new Packing(new Limits(1, 5, 1_000, 600)).largest())
        .isEqualTo(300 - Frame.HEAD_SIZE);
  }
}
