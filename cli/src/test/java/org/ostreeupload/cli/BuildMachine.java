// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.Ostree;

/** A new source repository for each test, and a receiver to push it to. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class BuildMachine {
  static final String VARIABLE = "OSTREE_UPLOAD_TOKEN";

  Path directory;
  Ostree production;
  Ostree source;
  Daemon daemon;
  Session session = new Session();
  int made;

  private Path tree;

  @BeforeAll
  void startReceiver(@TempDir Path scratch) throws Exception {
    directory = scratch;
    production = Ostree.in(directory.resolve("production")).init("archive");
    production.run("config", "set", "core.fsync", "false");
    daemon = Daemon.start(directory, production.repository());
  }

  @AfterAll
  void stopReceiver() {
    daemon.close();
    assertThat(production.fsck().exitCode()).isZero();
  }

  @BeforeEach
  void makeSource() throws IOException {
    session = new Session();
    made++;
    source = Ostree.in(directory.resolve("source" + made)).init("archive");
    tree = Files.createDirectory(directory.resolve("tree" + made));
    write("file", "of source " + made);
    write("below/file", "below " + made);
  }

  void write(String name, String text) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  /** A name of a branch that no other test has. */
  String branch(String name) {
    return "test" + made + "/" + name;
  }

  String commit(String name, String... extra) {
    List<String> options = new ArrayList<>(List.of(extra));
    options.add("--owner-uid=" + made); // so that tests share no object at all
    return source.commit(branch(name), tree, options.toArray(String[]::new));
  }

  Program.Run push(String... more) {
    return session.with(VARIABLE, daemon.token()).run(line(more));
  }

  String[] line(String... more) {
    List<String> options = List.of(more);
    List<String> line = new ArrayList<>(List.of("push"));
    if (!options.contains("-a")) {
      line.add("--address=" + daemon.address());
    }
    if (!options.contains("-r")) {
      line.add("--repo=" + source.repository());
    }
    line.addAll(options);
    return line.toArray(String[]::new);
  }

  Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name + made), text);
  }
}
