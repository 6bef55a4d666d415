// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.DamagedRepositories;
import org.ostreeupload.testdata.DamagedRepository;
import org.ostreeupload.testdata.Fault;
import org.ostreeupload.testdata.GoldenRef;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;

final class RefsTest {
  @TempDir Path dir;
  private Source source;
  private Checksum commit;

  @BeforeEach
  void makeRepository() throws IOException {
    source = new Source(dir);
    commit = source.commit("main", "text");
  }

  static List<String> names() {
    return GoldenRepositories.get().names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void findsEveryRefOfEachKind(String name) throws IOException {
    Refs refs = Golden.open(name).refs();

    Map<String, String> found = new HashMap<>();
    refs.heads().forEach((ref, checksum) -> found.put("heads/" + ref, checksum.toString()));
    refs.remotes().forEach((ref, checksum) -> found.put("remotes/" + ref, checksum.toString()));
    refs.mirrors().forEach((ref, checksum) -> found.put("mirrors/" + ref, checksum.toString()));

    assertThat(found)
        .isEqualTo(
            GoldenRepositories.get()
                .refs()
                .filter(ref -> ref.repository().equals(name))
                .collect(Collectors.toMap(GoldenRef::path, GoldenRef::commit)));
  }

  @Test
  void agreesWithTheRealTool() throws IOException {
    Ostree ostree = Ostree.in(GoldenRepositories.get().repository("archive"));
    Refs refs = Golden.open("archive").refs();
    SortedMap<RefName, Checksum> heads = refs.heads();

    assertThat(ostree.run("refs").stdout().lines().filter(ref -> !ref.contains(":")))
        .containsExactlyInAnyOrderElementsOf(heads.keySet().stream().map(RefName::value).toList());
    List<String> revParse = new ArrayList<>(List.of("rev-parse"));
    for (Map.Entry<RefName, Checksum> head : heads.entrySet()) {
      assertThat(refs.head(head.getKey())).contains(head.getValue());
      revParse.add(head.getKey().value());
    }
    assertThat(ostree.run(revParse.toArray(String[]::new)).stdout().lines())
        .containsExactlyElementsOf(heads.values().stream().map(Checksum::toString).toList());
  }

  @Test
  void listsHeadsByBytes() throws IOException {
    String plane0 = "\uffda";
    String plane1 = "\ud835\udc00";
    source.ostree().run("refs", "--create=" + plane0, "main");
    source.ostree().run("refs", "--create=" + plane1, "main");

    assertThat(source.open().refs().heads().keySet())
        .extracting(RefName::value)
        .containsExactly("main", plane0, plane1);
  }

  @Test
  void ignoresWhatTheRealToolIgnores() throws IOException {
    for (String name : List.of(".tmp-x", "tmp~", "-dash", "with space", "colon:", "plus+")) {
      Files.writeString(heads().resolve(name), "junk");
    }
    Files.createDirectories(heads().resolve("empty/directories"));
    Files.createDirectories(heads().resolve(".hidden"));
    Files.writeString(heads().resolve(".hidden/ref"), commit + "\n");

    assertThat(source.ostree().run("refs").stdout()).isEqualTo("main\n");
    assertThat(source.open().refs().heads()).containsOnlyKeys(new RefName("main"));
  }

  @Test
  void ignoresFilesNamedLikeCommits() throws IOException {
    Files.writeString(heads().resolve(commit.toString()), "junk");

    assertThat(source.open().refs().heads()).containsOnlyKeys(new RefName("main"));
  }

  @Test
  void findsRefsBelowADirectoryNamedLikeACommit() throws IOException {
    String name = commit + "/x86_64";
    source.ostree().run("refs", "--create=" + name, "main");
    Refs refs = source.open().refs();

    assertThat(refs.head(new RefName(name))).contains(commit);
    assertThat(refs.heads().keySet())
        .extracting(RefName::value)
        .containsExactlyInAnyOrderElementsOf(listed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ünï", "日本", "٣", "²", "ⅷ", "ª", "a_", "a.-"})
  void findsRefsInEveryScript(String name) throws IOException {
    Files.writeString(heads().resolve(name), commit + "\n");

    assertThat(listed()).contains(name);
    assertThat(source.open().refs().heads()).containsKey(new RefName(name));
  }

  // Newer versions of the real tool take the first of these for refs, older ones none.
  @ParameterizedTest
  @ValueSource(strings = {"a\u0301", "\u0301", "a\u203f", "क\u093e", "a\u20dd", "a\u200d", "😀"})
  void findsNothingThatTheRealToolDoesNotTakeForARef(String name) throws IOException {
    Files.writeString(heads().resolve(name), commit + "\n");

    assertThat(source.open().refs().heads().keySet())
        .extracting(RefName::value)
        .isSubsetOf(listed());
  }

  private List<String> listed() {
    return source.ostree().run("refs").stdout().lines().toList();
  }

  @Test
  void aliasPointsWhereItsTargetPoints() throws IOException {
    source.ostree().run("refs", "--alias", "--create=deep/alias", "main");
    Refs refs = source.open().refs();

    assertThat(refs.head(new RefName("deep/alias"))).contains(commit);
    assertThat(refs.isAlias(new RefName("deep/alias"))).isTrue();
    assertThat(refs.isAlias(new RefName("main"))).isFalse();
    assertThat(refs.heads()).containsOnlyKeys(new RefName("main"), new RefName("deep/alias"));
  }

  @Test
  void aliasOfNothingIsNoHead() throws IOException {
    Files.createSymbolicLink(heads().resolve("dangling"), Path.of("nowhere"));

    assertThat(source.ostree().tryRun("rev-parse", "dangling").succeeded()).isFalse();
    assertThat(source.open().refs().head(new RefName("dangling"))).isEmpty();
    assertThat(source.open().refs().heads()).containsOnlyKeys(new RefName("main"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "a", "a/b/c", "main/below"})
  void whatIsNoFileIsNoHead(String ref) throws IOException {
    Files.createDirectories(heads().resolve("a/b"));

    assertThat(source.open().refs().head(new RefName(ref))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " ", "\t\r\n\n"})
  void blanksBehindTheChecksumDoNotMatter(String end) throws IOException {
    Files.writeString(heads().resolve("blanks"), commit + end);

    assertThat(source.ostree().revParse("blanks")).isEqualTo(commit.toString());
    assertThat(source.open().refs().head(new RefName("blanks"))).contains(commit);
  }

  @Test
  void damagedRefFileIsAnErrorThatNamesIt() throws IOException {
    String checksum = commit.toString();
    for (String text :
        List.of(
            "",
            checksum.substring(1),
            " " + checksum,
            checksum + checksum,
            checksum.toUpperCase(Locale.ROOT),
            "ref: main")) {
      Path file = Files.writeString(heads().resolve("damaged"), text);

      assertDamaged(file);
    }
    assertThat(source.open().refs().head(new RefName("main"))).contains(commit);
  }

  @Test
  void hugeRefFileIsAnErrorThatNamesIt() throws IOException {
    Path file = Files.writeString(heads().resolve("huge"), commit + "\n".repeat(5000));

    assertThatThrownBy(() -> source.open().refs().heads())
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void refFileThatIsNoTextIsAnErrorThatNamesIt() throws IOException {
    assertDamaged(Files.write(heads().resolve("damaged"), new byte[] {(byte) 0xff}));
  }

  @Test
  void aliasOfDirectoryIsAnErrorThatNamesIt() throws IOException {
    Files.createDirectories(heads().resolve("directory"));
    Path link = Files.createSymbolicLink(heads().resolve("damaged"), Path.of("directory"));

    assertThat(source.ostree().tryRun("refs").succeeded()).isFalse();
    assertThatThrownBy(() -> source.open().refs().heads())
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(link.toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"REF_UPPER_CASE", "REF_TRUNCATED", "REF_EMPTY"})
  void damagedRepositoriesHaveNoHead(Fault fault) throws IOException {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);

    assertThatThrownBy(
            () -> Repository.open(damaged.path()).refs().head(new RefName(damaged.ref())))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("refs/heads/" + damaged.ref());
  }

  private Path heads() throws IOException {
    return source.open().layout().heads();
  }

  private void assertDamaged(Path file) throws IOException {
    Refs refs = source.open().refs();

    assertThat(source.ostree().tryRun("rev-parse", "damaged").succeeded()).isFalse();
    assertThatThrownBy(() -> refs.head(new RefName("damaged")))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(refs::heads)
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(file.toString());
  }
}
