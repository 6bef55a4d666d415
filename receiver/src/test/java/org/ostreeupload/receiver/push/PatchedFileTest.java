// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.bundle.BundleWriter;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.patch.PatchMaker;

/** Files that come as patches against what the repository has. */
class PatchedFileTest {
  private static final int SIZE = 2_000_000;

  @TempDir private Path directory;
  private Production production;
  private Caller caller;
  private Source source;
  private Path tree;
  private String first;
  private String second;
  private ObjectName before;
  private ObjectName after;
  private String id;

  @BeforeEach
  void start() throws Exception {
    production = Production.start(directory);
    caller = production.builder();
    source = Source.make(directory.resolve("source"));
    tree = Files.createDirectory(directory.resolve("tree"));
    byte[] data = new byte[SIZE];
    Random random = new Random(5);
    for (int i = 0; i < SIZE; i++) {
      data[i] = (byte) ('a' + random.nextInt(20));
    }
    first = commit(data);
    before = source.only(ObjectType.FILE);
    assertThat(caller.push("main", first, source)).isTrue();
    data[1_234_567] ^= 1;
    second = commit(data);
    after =
        source.names().stream()
            .filter(name -> name.type() == ObjectType.FILE && !name.equals(before))
            .findFirst()
            .orElseThrow();
    id = caller.open("main", second);
  }

  private String commit(byte[] data) throws IOException {
    Files.write(tree.resolve("file"), data);
    return source.ostree().commit("main", tree, "--owner-uid=0", "--owner-gid=0");
  }

  @AfterEach
  void close() throws Exception {
    production.close();
    production.ostree().fsck().orThrow();
  }

  private StoredContent stored(ObjectName name) throws IOException {
    byte[] bytes = source.bytes(name);
    return new StoredContent(
        StoredContent.Form.ARCHIVE, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  private byte[] patch() throws IOException {
    return PatchMaker.make(before.checksum(), stored(before), stored(after), 100_000).orElseThrow();
  }

  private static byte[] bundle(ObjectName name, byte[]... patches) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    for (byte[] patch : patches) {
      writer.patch(name.checksum(), patch);
    }
    writer.end();
    return out.toByteArray();
  }

  private String refusal(byte[] bundle) throws IOException {
    BundleResult result = caller.bundle(id, bundle).message(200, BundleResult.class);
    assertThat(result.refused()).hasSize(1);
    assertThat(result.stored()).isZero();
    assertThat(production.staged()).noneMatch(name -> name.contains("/file/"));
    assertThat(production.staged()).noneMatch(name -> name.contains("/incoming/"));
    return result.refused().getFirst().detail();
  }

  @Test
  void theFileIsMadeAndCanBePulled() throws Exception {
    byte[] patch = patch();
    assertThat(patch.length).isLessThan(8_000);
    BundleResult result = caller.deliver(id, bundle(after, patch, patch));
    assertThat(result.stored()).isEqualTo(1);
    assertThat(result.present()).isEqualTo(1);
    caller.deliver(id, source.bundle(name -> name.type() != ObjectType.FILE));
    caller.publish(id, move("main", first, second)).message(200, Published.class);
    Path out = directory.resolve("out");
    production.ostree().run("checkout", "--user-mode", "main", out.toString());
    assertThat(out.resolve("file")).hasSameBinaryContentAs(tree.resolve("file"));
  }

  @Test
  void aPatchThatMakesAnotherFileIsRefused() throws Exception {
    ObjectName wrong = ObjectName.file(Checksum.ofBytes(new byte[3]));
    assertThat(refusal(bundle(wrong, patch())))
        .isEqualTo("its bytes have the checksum " + after.checksum());
  }

  @Test
  void aPatchAgainstWhatIsNotThereIsRefused() throws Exception {
    byte[] patch = patch();
    patch[5] ^= 1;
    assertThat(refusal(bundle(after, patch))).contains("is a patch against ", "which is not here");
  }

  @Test
  void aPatchAgainstWhatIsToBeHealedIsRefused() throws Exception {
    production.opened().wanted().add(before);
    assertThat(refusal(bundle(after, patch()))).contains(before + ", which is not here");
    production.opened().wanted().remove(before);
  }

  @Test
  void aPatchAgainstADamagedFileIsRefused() throws Exception {
    Path file = objectFile(before);
    byte[] good = Files.readAllBytes(file);
    byte[] damaged = good.clone();
    damaged[good.length / 3] ^= 1;
    Files.write(file, damaged);
    assertThat(refusal(bundle(after, patch()))).isNotEmpty();
    Files.write(file, good);
  }

  private Path objectFile(ObjectName name) {
    String sum = name.checksum().toString();
    return production
        .repository()
        .resolve("objects")
        .resolve(sum.substring(0, 2))
        .resolve(sum.substring(2) + ".filez");
  }

  @Test
  void aPatchThatIsCutShortIsRefusedAndTheNextIsTaken() throws Exception {
    byte[] patch = patch();
    byte[] cut = Arrays.copyOf(patch, patch.length - 5);
    BundleResult result =
        caller.bundle(id, bundle(after, cut, patch)).message(200, BundleResult.class);
    assertThat(result.refused()).hasSize(1);
    assertThat(result.stored()).isEqualTo(1);
  }

  @Test
  void aPatchIsNoMetadata() throws Exception {
    byte[] bundle = bundle(after, patch());
    bundle[4] = 2; // a dirtree
    caller.bundle(id, bundle).problem(ErrorCode.MALFORMED);
  }

  @Test
  void anOpeningTellsThatPatchesAreTaken() throws Exception {
    assertThat(caller.open(Caller.wish("main", second)).forms())
        .containsExactly("archive", "plain", "patch");
  }

  @Test
  void howFastABundleCameInIsToldIfItIsAsked() throws Exception {
    byte[] bundle = source.bundle();
    assertThat(caller.deliver(id, bundle).rate()).isEmpty();
    BundleResult measured =
        caller
            .send("POST", Routes.objects(id) + "?" + Routes.MEASURE, bundle)
            .message(200, BundleResult.class);
    assertThat(measured.rate().orElseThrow()).isPositive();
    assertThat(measured.present()).isEqualTo(source.names().size());
  }
}
