// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.Ostree;

/** The real launcher starts the classes under test, in locales that know no other characters. */
class LauncherTest {
  private static final String BRANCH = "ünï/日本";

  @TempDir private Path directory;

  private Path launcher;

  @BeforeEach
  void install() throws Exception {
    Path root = Path.of(System.getProperty("ostreeupload.root"));
    Path home = Files.createDirectory(directory.resolve("source tree"));
    Path lib = Files.createDirectories(home.resolve("cli/target/dist/lib"));
    Files.createDirectory(home.resolve("packaging"));
    Files.createFile(home.resolve("pom.xml"));
    Files.copy(
        root.resolve("packaging/find-java.sh"), home.resolve("packaging").resolve("find-java.sh"));
    launcher = Files.copy(root.resolve("ostree-upload"), home.resolve("ostree-upload"));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    try (OutputStream file = Files.newOutputStream(lib.resolve("cli.jar"));
        JarOutputStream jar = new JarOutputStream(file, manifest())) {
      jar.finish();
    }
  }

  /** A jar that has nothing in it and leads to everything. */
  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    return manifest;
  }

  private Program.Run launch(String locale, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("LC_.*|LANG|OSTREE_UPLOAD_.*"));
    builder.environment().put("LC_ALL", locale);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int status = builder.start().waitFor();
    return new Program.Run(
        status,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void namesOfAllScriptsWorkInEveryLocale() throws Exception {
    Files.createDirectories(directory.resolve("bäum/ünter"));
    Files.writeString(directory.resolve("bäum/ünter/日本"), "text");
    launch("C", "init", "--repo=bild").expect(ExitStatus.DONE);
    Program.Run commit =
        launch("C", "commit", "--repo=bild", "--tree=dir=bäum", "-b", BRANCH).expect(0);
    Ostree ostree = Ostree.in(directory.resolve("bild"));
    assertThat(commit.out()).isEqualTo(ostree.revParse(BRANCH) + "\n");
    assertThat(ostree.run("ls", "-R", BRANCH).stdout()).contains("/ünter/日本");
    Program.Run push = launch("POSIX", "push", "-r", "bild", "-b", "日本", "-t", "t");
    assertThat(push.expect(ExitStatus.REPOSITORY).err()).contains("no branch '日本'");
  }

  @Test
  void tellsTheVersion() throws Exception {
    assertThat(launch("C", "--version").expect(ExitStatus.DONE).out())
        .matches("ostree-upload [0-9].*\n");
  }
}
