// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.CommandResult;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;

class FsckCommandTest {
  @TempDir private Path directory;

  private final Session session = new Session();
  private Ostree ostree;
  private Path healthy;
  private String commit = "";

  @BeforeEach
  void makeRepositories() throws Exception {
    Path tree = Files.createDirectories(directory.resolve("tree/sub"));
    Files.writeString(tree.resolve("file"), "text");
    Files.writeString(tree.resolve("other"), "more");
    healthy = directory.resolve("healthy");
    ostree = Ostree.in(directory.resolve("repo")).init("archive");
    commit = ostree.commit("main", directory.resolve("tree"), "--owner-uid=0", "--owner-gid=0");
    Ostree.in(healthy).init("archive");
    // Over HTTP, since a pull on one machine links files.
    try (FileServer server = FileServer.of(ostree.repository())) {
      Ostree.in(healthy).pull(server.address(), "main");
    }
  }

  private Program.Run fsck(String... more) {
    List<String> line = new ArrayList<>(List.of("fsck", "--repo=" + ostree.repository()));
    line.addAll(List.of(more));
    return session.run(line.toArray(String[]::new));
  }

  private List<Path> objects(String extension) throws IOException {
    try (Stream<Path> files = Files.walk(ostree.repository().resolve("objects"))) {
      return files.filter(file -> file.toString().endsWith(extension)).sorted().toList();
    }
  }

  private static String name(Path object) {
    return object.resolveSibling("").getFileName()
        + object.getFileName().toString().replace("filez", "file");
  }

  /** Damages a file, deletes another, and the root's dirtree. */
  private void damage() throws IOException {
    Files.write(objects("filez").get(0), new byte[] {1});
    Files.delete(objects("filez").get(1));
    String root = ostree.run("ls", "-C", "-d", "main", "/").stdout().split("\\s+", -1)[4];
    Files.delete(
        ostree
            .repository()
            .resolve("objects/" + root.substring(0, 2) + "/" + root.substring(2) + ".dirtree"));
  }

  private void assertRealFsckIsClean() {
    CommandResult real = ostree.fsck();
    assertThat(real.succeeded()).as("%s", real).isTrue();
  }

  @Test
  void saysOfASoundRepositoryThatItIsSound() {
    Program.Run run = fsck().expect(ExitStatus.DONE);
    assertThat(run.out()).matches("6 objects, [0-9]+ B, 1 commit, 1 ref: sound\n");
    assertThat(run.err()).isEmpty();
    assertThat(ostree.repository().resolve(".ostree-upload")).doesNotExist();
  }

  @Test
  void saysWhatIsWrongAndWhoNeedsIt() throws Exception {
    Path damaged = objects("filez").get(0);
    Path missing = objects("filez").get(1);
    Files.write(damaged, new byte[] {1});
    Files.delete(missing);
    String need = "; needed by commit " + commit + " of refs/heads/main\n";
    Program.Run run = fsck().expect(ExitStatus.REPOSITORY);
    assertThat(run.err())
        .isEqualTo(
            "ostree-upload: error: object "
                + name(damaged)
                + " is damaged: object ends inside its header"
                + need
                + "ostree-upload: error: object "
                + name(missing)
                + " is missing"
                + need);
    assertThat(run.out())
        .matches("5 objects, .*, 1 commit, 1 ref: damaged, 2 errors\n2 objects wanted\n");
    try (Stream<Path> wanted = Files.list(ostree.repository().resolve(".ostree-upload/wanted"))) {
      assertThat(wanted.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(name(damaged), name(missing));
    }
  }

  @Test
  void dryRunNotesNothing() throws Exception {
    damage();
    Program.Run run = fsck("--dry-run").expect(ExitStatus.REPOSITORY);
    assertThat(run.err()).contains(" is damaged: ", " is missing; ");
    assertThat(ostree.repository().resolve(".ostree-upload")).doesNotExist();
    assertThat(fsck("-n", "--repair-from=" + healthy).expect(ExitStatus.USAGE).err())
        .contains("--dry-run");
  }

  @Test
  void repairsFromARepositoryOnThisMachine() throws Exception {
    damage();
    Program.Run run = fsck("--repair-from=" + healthy).expect(ExitStatus.DONE);
    assertThat(run.err())
        .contains("ostree-upload: repaired: object ", " was damaged: ", " was missing; ")
        .contains("; repaired from " + healthy + "\n")
        .doesNotContain("error");
    assertThat(run.out()).contains(": sound\n3 objects repaired\n");
    assertRealFsckIsClean();
    assertThat(fsck().expect(ExitStatus.DONE).err()).isEmpty();
  }

  @Test
  void repairsFromAServer() throws Exception {
    damage();
    try (FileServer server = FileServer.of(directory)) {
      Program.Run run =
          fsck("-v", "--repair-from=" + server.address() + "/healthy/").expect(ExitStatus.DONE);
      assertThat(run.err())
          .contains("; repaired from " + server.address() + "/healthy\n")
          .contains("looking for ");
      assertThat(run.out()).contains(": sound\n3 objects repaired\n");
      assertThat(server.requests())
          .hasSize(3)
          .allMatch(path -> path.startsWith("/healthy/objects"));
    }
    assertRealFsckIsClean();
  }

  @Test
  void repairsEverythingButRefsFromAServer() throws Exception {
    for (Path object : objects("")) {
      Files.deleteIfExists(Files.isRegularFile(object) ? object : directory.resolve("none"));
    }
    try (FileServer server = FileServer.of(healthy)) {
      fsck("--repair-from=" + server.address()).expect(ExitStatus.DONE);
    }
    assertRealFsckIsClean();
  }

  @Test
  void asksOneSourceAfterTheOther() throws Exception {
    damage();
    try (FileServer broken = FileServer.of(exchange -> exchange.sendResponseHeaders(500, -1))) {
      Program.Run run =
          fsck("--repair-from=" + broken.address(), "--repair-from=" + healthy)
              .expect(ExitStatus.DONE);
      assertThat(run.err())
          .contains(
              "ostree-upload: warning: "
                  + broken.address()
                  + " is not asked any more: it answers with status 500\n");
    }
    assertRealFsckIsClean();
  }

  @Test
  void whatNoSourceHasStaysWanted() throws Exception {
    damage();
    try (FileServer server = FileServer.of(directory.resolve("nowhere"))) {
      Program.Run run = fsck("--repair-from=" + server.address()).expect(ExitStatus.REPOSITORY);
      assertThat(run.out()).contains("damaged, 2 errors\n0 objects repaired\n2 objects wanted\n");
    }
  }

  @Test
  void serverThatLiesGetsNothingIn() throws Exception {
    damage();
    Path target = objects("filez").get(0);
    try (FileServer server =
        FileServer.of(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(new byte[100]);
            })) {
      Program.Run run =
          fsck("-v", "--repair-from=" + server.address()).expect(ExitStatus.REPOSITORY);
      assertThat(run.err()).contains(" of " + server.address() + " is no better: ");
    }
    assertThat(Files.readAllBytes(target)).containsExactly(1);
    assertThat(ostree.repository().resolve(".ostree-upload/repair")).doesNotExist();
  }

  @Test
  void theNextPushBringsBackWhatWasFound() throws Exception {
    Files.write(objects("filez").get(0), new byte[] {1});
    Files.delete(objects("filez").get(1));
    fsck().expect(ExitStatus.REPOSITORY);
    Ostree.in(healthy).run("refs", "--create=main", commit);
    try (Daemon daemon = Daemon.start(directory, ostree.repository())) {
      session
          .with("OSTREE_UPLOAD_TOKEN", daemon.token())
          .run("push", "-a", daemon.address(), "-r", healthy + "", "-b", "main")
          .expect(ExitStatus.DONE);
    }
    assertThat(fsck().expect(ExitStatus.DONE).err()).isEmpty();
    assertRealFsckIsClean();
  }

  @Test
  void printsTheSameAsJson() throws Exception {
    damage();
    Files.writeString(ostree.repository().resolve("refs/heads/bad"), "nonsense");
    Files.writeString(ostree.repository().resolve("objects/stray"), "");
    Program.Run run = fsck("--json").expect(ExitStatus.REPOSITORY);
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).hasSize(1);
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.get("sound").asBoolean()).isFalse();
    assertThat(json.get("dryRun").asBoolean()).isFalse();
    assertThat(json.get("objects").asInt()).isEqualTo(4);
    assertThat(json.get("wanted").asInt()).isEqualTo(2);
    assertThat(json.get("findings")).hasSize(4);
    JsonNode missing = json.get("findings").findParent("object");
    assertThat(json.get("findings").findValuesAsText("kind"))
        .containsExactlyInAnyOrder("damaged", "missing", "ref", "stray");
    assertThat(json.get("findings").findValuesAsText("severity"))
        .containsExactly("error", "error", "error", "note");
    assertThat(missing.get("object").asText()).matches("[0-9a-f]{64}\\.(file|dirtree)");
    assertThat(json.get("findings").findValuesAsText("neededByRef")).contains("refs/heads/main");
    assertThat(json.get("findings").findValuesAsText("neededByCommit")).contains(commit);
    Files.delete(ostree.repository().resolve("refs/heads/bad"));
    run = fsck("--json", "--repair-from=" + healthy).expect(ExitStatus.DONE);
    json = new ObjectMapper().readTree(run.out());
    assertThat(json.get("sound").asBoolean()).isTrue();
    assertThat(json.get("repaired").asInt()).isEqualTo(3);
    assertThat(json.get("findings").findValuesAsText("repairedFrom")).contains(healthy.toString());
  }

  @Test
  void showsABarOnATerminalOnly() {
    Program.Run run = session.onTerminal().run("fsck", "-r", ostree.repository() + "");
    assertThat(run.expect(ExitStatus.DONE).err())
        .contains("reading")
        .contains("100%")
        .contains("walking");
    assertThat(run.out()).endsWith(": sound\n");
    Program.Run quiet = session.run("fsck", "--json", "-r", ostree.repository() + "");
    assertThat(quiet.expect(ExitStatus.DONE).err()).isEmpty();
  }

  @Test
  void controlCharactersOfNamesDoNotReachTheTerminal() throws Exception {
    Files.writeString(ostree.repository().resolve("objects/\u001b[31mred"), "");
    Program.Run run = fsck().expect(ExitStatus.DONE);
    assertThat(run.err()).isEqualTo("ostree-upload: note: objects/?[31mred is no object\n");
    assertThat(run.out()).endsWith(": sound, 1 note\n");
  }

  @Test
  void theHelpTellsWhatItsExitStatusMeans() {
    assertThat(session.run("fsck", "--help").expect(ExitStatus.DONE).out())
        .containsSubsequence("--repair-from", "Exit status:", " 0 ", " 1 ", " 2 ", " 3 ");
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThat(fsck("--repair-from=http://").expect(ExitStatus.USAGE).err())
        .contains("'http://' is no address");
    assertThat(fsck("--repair-from=" + directory).expect(ExitStatus.REPOSITORY).err())
        .contains("not an OSTree repository: " + directory);
    assertThat(session.run("fsck", "-r", directory + "/no").expect(ExitStatus.REPOSITORY).err())
        .contains("no such repository");
    Path bare = GoldenRepositories.get().repository("bare-user");
    Program.Run run = session.run("fsck", "-r", bare + "", "--repair-from=" + healthy);
    assertThat(run.expect(ExitStatus.REPOSITORY).err())
        .contains("only archive repositories can be repaired");
  }

  private Program.Run run(ProcessBuilder builder) throws Exception {
    Path out = directory.resolve("output");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    return new Program.Run(process.waitFor(), Files.readString(out), "");
  }

  /** The program, run by a root that gave up reading and writing everything. */
  private ProcessBuilder humble(String... arguments) {
    ProcessBuilder builder = Program.in(directory).builder(arguments);
    builder
        .command()
        .addAll(0, List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
    return builder;
  }

  @Test
  void whoMayOnlyReadCanOnlyLook() throws Exception {
    Files.deleteIfExists(ostree.repository().resolve(".lock"));
    Files.setPosixFilePermissions(
        ostree.repository(), PosixFilePermissions.fromString("r-xr-xr-x"));
    assertThat(run(humble("fsck", "-n", "-r", "repo")).expect(ExitStatus.DONE).out())
        .endsWith(": sound\n");
    assertThat(run(humble("fsck", "-r", "repo")).expect(ExitStatus.FAILED).out())
        .isEqualTo("ostree-upload: error: repo/.lock: permission denied\n");
  }

  @Test
  void whatMayNotBeReadIsAnErrorButNotWanted() throws Exception {
    Path object = objects("filez").get(0);
    Files.setPosixFilePermissions(object, Set.of());
    ProcessBuilder builder = humble("fsck", "-r", "repo");
    assertThat(run(builder).expect(ExitStatus.REPOSITORY).out())
        .contains("error: object " + name(object) + " cannot be opened: permission denied; needed")
        .contains("damaged, 1 error\n")
        .doesNotContain("wanted");
    Path head = objects(".commit").get(0);
    Files.setPosixFilePermissions(head, Set.of());
    assertThat(run(builder).expect(ExitStatus.REPOSITORY).out())
        .contains("object " + name(head) + " cannot be opened: permission denied; needed by refs")
        .contains("damaged, 2 errors\n");
  }

  @Test
  void largeObjectNeedsNoMemory() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("large"));
    try (RandomAccessFile file = new RandomAccessFile(tree.resolve("file").toFile(), "rw")) {
      file.setLength(300_000_000);
    }
    ostree.commit("large", tree);
    ProcessBuilder builder = Program.in(directory).builder("fsck", "-r", "repo");
    builder.command().replaceAll(word -> word.equals("-Xmx128m") ? "-Xmx24m" : word);
    assertThat(builder.command()).contains("-Xmx24m");
    assertThat(run(builder).expect(ExitStatus.DONE).out()).endsWith(": sound\n");
  }
}
