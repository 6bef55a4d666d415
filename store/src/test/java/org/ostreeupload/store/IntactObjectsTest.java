// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.DamagedRepositories;
import org.ostreeupload.testdata.DamagedRepository;
import org.ostreeupload.testdata.Fault;
import org.ostreeupload.testdata.Ostree;

/** Objects that no client may want, told from objects that another copy would mend. */
final class IntactObjectsTest {
  /** What the checksum covers: every copy of the object is like this. */
  private static final Set<Fault> IN_ALL_COPIES =
      EnumSet.of(
          Fault.FILEZ_MODE_DIRECTORY,
          Fault.FILEZ_MODE_FIFO,
          Fault.FILEZ_MODE_NO_TYPE,
          Fault.FILEZ_MODE_HIGH_BITS,
          Fault.FILEZ_XATTRS_UNSORTED,
          Fault.FILEZ_XATTRS_DUPLICATE,
          Fault.FILEZ_XATTR_NAME_WITHOUT_NUL,
          Fault.FILEZ_XATTR_NAME_INNER_NUL,
          Fault.FILEZ_XATTR_NAME_EMPTY,
          Fault.FILEZ_XATTR_NAME_NO_BYTES,
          Fault.FILEZ_SYMLINK_EMPTY_TARGET);

  @TempDir private Path dir;

  static Stream<Fault> content() {
    return Arrays.stream(Fault.values()).filter(fault -> fault.name().startsWith("FILEZ_"));
  }

  @ParameterizedTest
  @MethodSource("content")
  void contentIsIntactIfNoOtherCopyCouldBeBetter(Fault fault) throws IOException {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);
    ObjectStore objects = Repository.open(damaged.path()).objects();
    ObjectName name = ObjectName.parse(damaged.badObject().replace(".filez", ".file"));

    assertThatThrownBy(() -> objects.verify(name)).isInstanceOf(ObjectException.class);
    if (IN_ALL_COPIES.contains(fault)) {
      assertThatCode(() -> objects.requireIntact(name)).doesNotThrowAnyException();
      flipLastByte(damaged.badObjectPath());
    }
    assertThatThrownBy(() -> objects.requireIntact(name)).isInstanceOf(ObjectException.class);
  }

  private static void flipLastByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void attributesThatTheRealToolTookFromATarAreIntact() throws IOException {
    Path tar = dir.resolve("tree.tar");
    String attributes = "SCHILY.xattr.user.b:=2,SCHILY.xattr.user.a:=1";
    Shell.run(dir, "echo text > file; tar -cf tree.tar --pax-option=" + attributes + " file");
    Ostree ostree = Ostree.in(dir.resolve("repository")).init("archive");
    ostree.run("commit", "--branch=main", "--tree=tar=" + tar, "--tar-autocreate-parents");
    ostree.fsck().orThrow();
    ObjectStore objects = Repository.open(ostree.repository()).objects();
    Checksum tree = objects.readCommit(Checksum.parse(ostree.revParse("main"))).tree();
    ObjectName file = ObjectName.file(objects.readDirTree(tree).files().getFirst().file());

    assertThatThrownBy(() -> objects.verify(file)).hasMessageContaining("not sorted");
    objects.requireIntact(file);
  }
}
