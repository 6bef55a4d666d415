// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;

/** The summary against the one that the real tool writes of the same repository. */
final class SummaryWriterTest {
  private static final VariantType TYPE = VariantType.of("(a(s(taya{sv}))a{sv})");
  private static final String LAST_MODIFIED = "ostree.summary.last-modified";
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"archive", "collection", "empty", "shallow", "sizes", "tombstone"})
  void saysWhatTheRealToolSays(String name) throws IOException {
    assertSame(copy(name));
  }

  @Test
  void listsStaticDeltas() throws IOException {
    Ostree ostree = copy("archive");
    ostree.run("static-delta", "generate", "--empty", "--to=files");
    ostree.run("static-delta", "generate", "--from=history/old", "--to=history/head");
    ostree.run("static-delta", "generate", "--inline", "--from=shared/left", "--to=shared/right");

    Variant metadata = assertSame(ostree);

    assertThat(metadata.lookup("ostree.static-deltas").orElseThrow().size()).isEqualTo(3);
  }

  @Test
  void leavesStaticDeltasOutIfToldSo() throws IOException {
    Ostree ostree = copy("archive");
    ostree.run("static-delta", "generate", "--empty", "--to=files");
    ostree.run("config", "set", "core.no-deltas-in-summary", "true");

    Variant metadata = assertSame(ostree);

    assertThat(metadata.lookup("ostree.static-deltas")).isEmpty();
  }

  @Test
  void mapsOtherCollections() throws IOException {
    Ostree ostree = copy("collection");
    String commit = ostree.revParse("main");
    for (String ref : new String[] {"org.example.Other/b/c", "org.example.Other/a", "a.B/main"}) {
      Path file = ostree.repository().resolve("refs/mirrors").resolve(ref);
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, commit + "\n");
    }

    Variant metadata = assertSame(ostree);

    assertThat(metadata.lookup("ostree.summary.collection-map").orElseThrow().size()).isEqualTo(2);
  }

  @Test
  void canBeReadByTheRealTool() throws IOException {
    Ostree ostree = copy("collection");
    write(Repository.open(ostree.repository()));

    assertThat(ostree.run("summary", "-v").stdout())
        .contains("(org.example.Golden, main)", ostree.revParse("main"))
        .contains("Last-Modified (ostree.summary.last-modified): 2027-01-15");
  }

  private Ostree copy(String name) {
    return Ostree.in(GoldenRepositories.get().copy(name, dir.resolve(name)));
  }

  /** Lets both write the summary and returns the metadata of ours. */
  private static Variant assertSame(Ostree ostree) throws IOException {
    ostree.run("summary", "-u");
    Repository repository = Repository.open(ostree.repository());
    Variant theirs = summary(repository);

    write(repository);

    Variant ours = summary(repository);
    assertThat(ours.child(0).toBytes()).isEqualTo(theirs.child(0).toBytes());
    Map<String, String> expected = entries(theirs.child(1));
    expected.put(LAST_MODIFIED, "t " + HexFormat.of().toHexDigits(NOW.getEpochSecond()));
    assertThat(entries(ours.child(1))).isEqualTo(expected);
    return ours.child(1);
  }

  private static void write(Repository repository) throws IOException {
    SummaryWriter writer = new SummaryWriter(repository);
    Files.write(repository.layout().summary(), writer.serialize(repository.refs().heads(), NOW));
  }

  private static Variant summary(Repository repository) throws IOException {
    return Variant.parse(TYPE, Files.readAllBytes(repository.layout().summary()));
  }

  /** The values by key, each as its type and its bytes; dictionaries in them by key again. */
  private static Map<String, String> entries(Variant dictionary) {
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < dictionary.size(); i++) {
      Variant value = dictionary.child(i).child(1).child(0);
      String text =
          value.type().signature().equals("a{sv}")
              ? entries(value).toString()
              : HexFormat.of().formatHex(value.toBytes());
      String before =
          entries.put(
              dictionary.child(i).child(0).asString(), value.type().signature() + " " + text);
      assertThat(before).isNull();
    }
    return entries;
  }
}
