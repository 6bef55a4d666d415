// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** Which lists are remembered. */
class AnnouncementsTest {
  private final Announcements announcements = new Announcements(10);

  private static ObjectName name(int i) {
    return ObjectName.file(new Checksum(0, 0, 0, i));
  }

  private static AnnouncedObjects list(int size) throws Exception {
    List<String> names = IntStream.range(0, size).mapToObj(i -> StoredName.text(name(i))).toList();
    return Json.read(Json.write(names), AnnouncedObjects.class);
  }

  @Test
  void keepsAList() throws Exception {
    announcements.keep("a", list(3));

    AnnouncedObjects found = announcements.find("a").orElseThrow();
    assertThat(found.size()).isEqualTo(3);
    assertThat(found.get(2)).isEqualTo(name(2));
    assertThat(announcements.find("b")).isEmpty();
    announcements.forget("a");
    announcements.forget("a");
    assertThat(announcements.find("a")).isEmpty();
  }

  @Test
  void forgetsTheListThatWasNotAskedForTheLongestTime() throws Exception {
    announcements.keep("a", list(4));
    announcements.keep("b", list(3));
    announcements.keep("c", list(3));
    assertThat(announcements.find("a")).isPresent();

    announcements.keep("d", list(1));

    assertThat(announcements.find("b")).isEmpty();
    for (String push : List.of("a", "c", "d")) {
      assertThat(announcements.find(push)).isPresent();
    }
  }

  @Test
  void aNewListTakesThePlaceOfTheOldOne() throws Exception {
    announcements.keep("a", list(5));
    for (int i = 0; i < 10; i++) {
      announcements.keep("b", list(5));
    }
    announcements.keep("b", list(1));

    assertThat(announcements.find("a")).isPresent();
    assertThat(announcements.find("b").orElseThrow().size()).isEqualTo(1);
  }

  @Test
  void keepsTheLatestListHoweverLongItIs() throws Exception {
    announcements.keep("a", list(1));
    announcements.keep("b", list(11));

    assertThat(announcements.find("a")).isEmpty();
    assertThat(announcements.find("b")).isPresent();
    announcements.keep("c", list(10));
    assertThat(announcements.find("b")).isEmpty();
    assertThat(announcements.find("c")).isPresent();
  }
}
