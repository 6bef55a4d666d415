// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.store.Golden;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.CommandResult;
import org.ostreeupload.testdata.Ostree;

/** Everything in the golden repositories, published to an empty one: judged by the real tool. */
final class PublishGoldenTest {
  /** Branches of more than a thousand files, which are sent once, and with all syncs. */
  private static final Set<String> LARGE = Set.of("everything", "thousand", "many");

  private static final Pattern SUMMARY_ENTRY =
      Pattern.compile("(?m)^\\* (?:\\(.*, )?(.*?)\\)?\\n.*\\n +([0-9a-f]{64})$");

  @TempDir Path dir;

  static Stream<String> wholeRepositories() {
    return Golden.wholeRepositories().filter(name -> !name.equals("empty"));
  }

  @ParameterizedTest
  @MethodSource("wholeRepositories")
  void publishesWholeRepository(String name) throws IOException {
    Repository source = Golden.open(name);
    Map<RefName, Checksum> heads = new TreeMap<>(source.refs().heads());
    boolean full = name.equals("archive");
    heads.keySet().removeIf(ref -> !full && LARGE.contains(ref.value()));
    Set<Checksum> commits = Golden.commits(source, heads.values());
    Target target = new Target(dir.resolve("target"), full);

    Publication publication = publish(source, target, heads, commits);

    assertThat(publication).isInstanceOf(Publication.Done.class);
    assertHeads(target, heads);
    assertThat(names(target.root()))
        .isEqualTo(
            Golden.closure(source.objects(), commits).stream()
                .map(PublishGoldenTest::fileName)
                .collect(Collectors.toSet()));
    assertDetachedMetadata(source, target, commits);
    assertThat(target.ostree().fsck().orThrow().stdout()).contains("no errors found");
    assertThatClientCanPull(target);
  }

  private static Publication publish(
      Repository source, Target target, Map<RefName, Checksum> heads, Set<Checksum> commits)
      throws IOException {
    List<RefUpdate> updates = new ArrayList<>();
    heads.forEach((ref, head) -> updates.add(new RefUpdate(ref, Optional.empty(), head)));
    try (Transaction transaction = target.begin()) {
      Delivery delivery = new Delivery(source, transaction);
      delivery.objects(Golden.closure(source.objects(), commits));
      for (Checksum commit : commits) {
        delivery.detached(commit);
      }
      return transaction.publish(updates, PublishRules.PUSH);
    }
  }

  /** What the real tool says of every head, and reads in the summary. */
  private static void assertHeads(Target target, Map<RefName, Checksum> heads) {
    Map<String, String> expected = new TreeMap<>();
    heads.forEach((ref, head) -> expected.put(ref.value(), head.toString()));
    List<String> revParse = new ArrayList<>(List.of("rev-parse"));
    revParse.addAll(expected.keySet());

    assertThat(target.ostree().run(revParse.toArray(String[]::new)).stdout().lines())
        .containsExactlyElementsOf(expected.values());
    assertThat(
            SUMMARY_ENTRY
                .matcher(target.ostree().run("summary", "-v").stdout())
                .results()
                .collect(Collectors.toMap(entry -> entry.group(1), entry -> entry.group(2))))
        .isEqualTo(expected);
  }

  private static void assertDetachedMetadata(
      Repository source, Target target, Set<Checksum> commits) throws IOException {
    for (Checksum commit : commits) {
      Optional<byte[]> sent = source.objects().readDetached(commit);
      Optional<byte[]> arrived = target.repository().objects().readDetached(commit);
      assertThat(arrived.isPresent()).isEqualTo(sent.isPresent());
      if (sent.isPresent()) {
        assertThat(arrived.orElseThrow()).isEqualTo(sent.get());
      }
    }
  }

  private void assertThatClientCanPull(Target target) {
    Ostree client = Ostree.in(dir.resolve("client")).init("bare-user");
    client.pullLocal(target.root(), "--untrusted");
    CommandResult fsck = client.fsck();
    assertThat(fsck.succeeded()).as("%s", fsck).isTrue();
  }

  private static String fileName(ObjectName name) {
    return name.type() == ObjectType.FILE ? name.checksum() + ".filez" : name.toString();
  }

  /** What lies in {@code objects/}, apart from what is detached. */
  private static Set<String> names(Path root) throws IOException {
    Path objects = root.resolve("objects");
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.walk(objects)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> objects.relativize(file).toString().replace("/", ""))
          .filter(name -> !name.endsWith(".commitmeta"))
          .forEach(names::add);
    }
    return names;
  }
}
