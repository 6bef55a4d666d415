// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.Ostree;

class DiskSpaceTest {
  @TempDir private Path dir;
  private DiskSpace space;
  private long usable;

  @BeforeEach
  void open() throws IOException {
    space = open("0MB");
    usable = Files.getFileStore(dir).getUsableSpace();
  }

  private DiskSpace open(String minFree) throws IOException {
    Ostree ostree = Ostree.in(dir).init("archive");
    ostree.run("config", "set", "core.min-free-space-size", minFree);
    return Repository.open(dir).space();
  }

  @Test
  void setsAsideWhatThereIsAndNoMore() throws IOException {
    try (DiskSpace.Reservation one = space.begin();
        DiskSpace.Reservation two = space.begin()) {
      one.reserve(usable / 2);
      assertThatThrownBy(() -> two.reserve(usable / 4 * 3))
          .isInstanceOf(DiskFullException.class)
          .hasMessageContaining("other pushes have set");
      two.reserve(usable / 4);

      one.reserve(usable / 4);
      two.reserve(usable / 2);
    }
    try (DiskSpace.Reservation three = space.begin()) {
      three.reserve(usable / 4 * 3);
    }
  }

  @Test
  void whatIsUsedIsNoLongerSetAside() throws IOException {
    try (DiskSpace.Reservation one = space.begin();
        DiskSpace.Reservation two = space.begin()) {
      one.reserve(usable / 4 * 3);
      one.use(usable / 2);
      two.reserve(usable / 2);
    }
  }

  @Test
  void usesNothingThatOthersHaveSetAside() throws IOException {
    try (DiskSpace.Reservation one = space.begin();
        DiskSpace.Reservation two = space.begin()) {
      one.reserve(usable / 4 * 3);
      assertThatThrownBy(() -> two.use(usable / 2)).isInstanceOf(DiskFullException.class);
      assertThatThrownBy(() -> two.use(usable / 2)).isInstanceOf(DiskFullException.class);
      assertThatCode(() -> two.use(1)).doesNotThrowAnyException();
    }
  }

  @Test
  void keepsFreeWhatTheRepositorySays() throws IOException {
    long megabytes = (usable >> 20) / 2;
    try (DiskSpace.Reservation reservation = open(megabytes + "MB").begin()) {
      assertThatThrownBy(() -> reservation.reserve(usable / 4 * 3))
          .isInstanceOf(DiskFullException.class)
          .hasMessageContaining("can be used");
      reservation.reserve(usable / 4);
    }
  }

  @Test
  void readsTheKeysOfTheRealTool() throws IOException {
    assertThat(Repository.open(dir).config().minFreeSpace().bytes(1000)).isZero();
    Ostree ostree = Ostree.in(dir);
    ostree.run("config", "unset", "core.min-free-space-size");
    assertThat(Repository.open(dir).config().minFreeSpace().bytes(1000)).isEqualTo(30);
    ostree.run("config", "set", "core.min-free-space-percent", "7");
    assertThat(Repository.open(dir).config().minFreeSpace().bytes(1000)).isEqualTo(70);
    ostree.run("config", "set", "core.min-free-space-size", "2GB");
    assertThat(Repository.open(dir).config().minFreeSpace().bytes(1000)).isEqualTo(2L << 30);
    Path config = dir.resolve("config");
    String right = Files.readString(config);
    for (String wrong : new String[] {"2", "GB", "-1GB", "9999999999999TB"}) {
      Files.writeString(config, right.replace("2GB", wrong));
      assertThatThrownBy(() -> Repository.open(dir)).hasMessageContaining("min-free-space-size");
    }
  }
}
