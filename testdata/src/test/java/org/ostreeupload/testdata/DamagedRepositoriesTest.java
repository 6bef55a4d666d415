// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DamagedRepositoriesTest {

  @Test
  void soundRepositoryPassesFsckAndCanBeCheckedOut(@TempDir Path dir) {
    DamagedRepository sound = DamagedRepositories.sound(dir);
    Ostree ostree = Ostree.in(sound.path());

    assertThat(ostree.fsck().orThrow().stdout()).contains("no errors found");
    assertThat(ostree.revParse(sound.ref())).isEqualTo(sound.commit());
    assertThat(TreeListing.of(ostree.checkout(sound.ref(), dir.resolve("checkout"))))
        .hasSize(6)
        .anyMatch(line -> line.startsWith("\"link\" symlink 0777 0:0 -> \"file\""));
  }

  @Test
  void soundRepositoryCanBePulled(@TempDir Path dir) throws IOException {
    CommandResult pull = pull(DamagedRepositories.sound(dir), dir);

    assertThat(pull.succeeded()).as("%s", pull).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void realToolSaysOfEachFaultWhatIsRecorded(Fault fault, @TempDir Path dir) {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);

    CommandResult fsck = Ostree.in(damaged.path()).fsck();

    assertThat(fsck.succeeded())
        .as("%s: %s%n%s", fault, fault.description(), fsck)
        .isEqualTo(fault.fsck() == Fault.Fsck.ACCEPTS);
  }

  @ParameterizedTest
  @EnumSource
  void faultyObjectIsThereUnlessItIsMissing(Fault fault, @TempDir Path dir) {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);

    assertThat(damaged.path()).hasFileName(fault.directoryName());
    assertThat(Files.exists(damaged.badObjectPath())).isEqualTo(!fault.reason().equals("missing"));
    assertThat(damaged.path().resolve("refs/heads").resolve(damaged.ref()))
        .matches(ref -> Files.exists(ref, LinkOption.NOFOLLOW_LINKS));
  }

  @ParameterizedTest
  @EnumSource
  void metadataHasTrueNamesUnlessThatIsTheFault(Fault fault, @TempDir Path dir) throws IOException {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);

    List<String> wrong = new ArrayList<>();
    for (Path object : objects(damaged)) {
      Path store = damaged.path().resolve("objects");
      String name = store.relativize(object).toString().replace("/", "");
      String checksum = name.substring(0, name.indexOf('.'));
      if (!name.endsWith(".filez") && !Sha256.hex(Files.readAllBytes(object)).equals(checksum)) {
        wrong.add(name);
      }
    }

    boolean misnamed = fault.reason().equals("checksum") && fault != Fault.FILEZ_CHECKSUM;
    assertThat(wrong).isEqualTo(misnamed ? List.of(damaged.badObject()) : List.of());
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "FILEZ_SIZE_TOO_BIG",
        "FILEZ_SIZE_TOO_SMALL",
        "FILEZ_BOMB",
        "DIRTREE_BAD_OFFSET",
        "DIRTREE_NAME_WITH_NUL",
        "DIRTREE_OVERSIZED",
        "COMMIT_PADDING",
        "COMMIT_METADATA_DEEP",
        "COMMIT_METADATA_NOT_UTF8",
        "COMMIT_SUBJECT_NOT_UTF8",
        "COMMIT_OVERSIZED",
        "COMMIT_BOUND_TO_OTHER_REF"
      })
  void pullRefusesWhatFsckAccepts(Fault fault, @TempDir Path dir) throws IOException {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);

    CommandResult pull = pull(damaged, dir);

    assertThat(fault.fsck()).isEqualTo(Fault.Fsck.ACCEPTS);
    assertThat(pull.exitCode()).as("%s", pull).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DIRTREE_FILE_TWICE",
        "DIRTREE_FILE_AND_DIRECTORY",
        "DIRTREE_NAME_EMPTY",
        "DIRTREE_NAME_OF_256_BYTES"
      })
  void checkoutRefusesWhatFsckAccepts(Fault fault, @TempDir Path dir) {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);

    CommandResult checkout =
        Ostree.in(damaged.path())
            .tryRun("checkout", damaged.ref(), dir.resolve("checkout").toString());

    assertThat(fault.fsck()).isEqualTo(Fault.Fsck.ACCEPTS);
    assertThat(checkout.exitCode()).as("%s", checkout).isEqualTo(1);
  }

  private static List<Path> objects(DamagedRepository repository) throws IOException {
    try (Stream<Path> paths = Files.walk(repository.path().resolve("objects"))) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  private static CommandResult pull(DamagedRepository from, Path dir) throws IOException {
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            from.path(),
            OutputLevel.NONE);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      return Ostree.in(dir.resolve("client")).init("bare-user").tryPull(url, from.ref());
    } finally {
      server.stop(0);
    }
  }
}
