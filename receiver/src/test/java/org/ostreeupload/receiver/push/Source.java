// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ostreeupload.protocol.bundle.BundleWriter;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.testdata.Ostree;

/** An archive repository of the build machine, whose objects are sent as they are. */
public final class Source {
  private final Path repository;
  private final Ostree ostree;

  private Source(Path repository) {
    this.repository = repository;
    this.ostree = Ostree.in(repository);
  }

  /** The repository at a path. */
  static Source at(Path repository) {
    return new Source(repository);
  }

  /** Makes an empty repository. */
  public static Source make(Path repository, String... init) {
    Ostree.in(repository).init("archive", init);
    return new Source(repository);
  }

  /** Commits a tree of one file with this text, on top of what the branch has. */
  public String commit(String branch, String text, String... arguments) throws IOException {
    Path tree = Files.createDirectories(repository.resolveSibling("tree-" + text.hashCode()));
    Files.createDirectories(tree.resolve("directory"));
    Files.writeString(tree.resolve("directory/file"), text);
    Files.writeString(tree.resolve("same"), "the same in every tree");
    return ostree.commit(branch, tree, arguments);
  }

  /** A commit on a branch, made now if there is none. */
  String commitBoundTo(String branch) throws IOException {
    Path head = repository.resolve("refs/heads").resolve(branch);
    return Files.exists(head) ? ostree.revParse(branch) : commit(branch, "text of " + branch);
  }

  public Ostree ostree() {
    return ostree;
  }

  /** The names of all objects. */
  List<ObjectName> names() throws IOException {
    List<ObjectName> names = new ArrayList<>();
    Path objects = repository.resolve("objects");
    try (Stream<Path> files = Files.walk(objects)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = objects.relativize(file).toString().replace("/", "");
        if (!name.endsWith(".commitmeta")) {
          names.add(ObjectName.parse(name.replace(".filez", ".file")));
        }
      }
    }
    return names;
  }

  /** The name of the one object of a type. */
  ObjectName only(ObjectType type) throws IOException {
    List<ObjectName> found = names().stream().filter(name -> name.type() == type).toList();
    if (found.size() != 1) {
      throw new AssertionError(type + ": " + found);
    }
    return found.getFirst();
  }

  /** The bytes of an object as they are stored. */
  byte[] bytes(ObjectName name) throws IOException {
    String hex = name.checksum().toString();
    String extension = name.type() == ObjectType.FILE ? "filez" : name.type().extension();
    return Files.readAllBytes(
        repository
            .resolve("objects")
            .resolve(hex.substring(0, 2))
            .resolve(hex.substring(2) + "." + extension));
  }

  /** A bundle of all objects. */
  byte[] bundle() throws IOException {
    return bundle(name -> true);
  }

  /** A bundle of some objects. */
  byte[] bundle(Predicate<ObjectName> wanted) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    for (ObjectName name : names()) {
      if (wanted.test(name)) {
        write(writer, name, Form.ARCHIVE, bytes(name));
      }
    }
    writer.end();
    return out.toByteArray();
  }

  /** A bundle of one object, with these bytes whatever they are. */
  static byte[] bundle(ObjectName name, Form form, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    write(writer, name, form, bytes);
    writer.end();
    return out.toByteArray();
  }

  private static void write(BundleWriter writer, ObjectName name, Form form, byte[] bytes)
      throws IOException {
    writer.object(name, form, bytes.length, new ByteArrayInputStream(bytes));
  }

  /** A bundle of detached metadata only. */
  static byte[] detached(String commit, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    writer.detached(Checksum.parse(commit), bytes);
    writer.end();
    return out.toByteArray();
  }

  /** The plain form of a file of owner 0:0 and mode 0644 with this text. */
  static byte[] plain(String text) {
    byte[] header = {
      0,
      0,
      0,
      18,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      (byte) 0x81,
      (byte) 0xa4,
      0,
      0,
      0,
      0,
      0,
      17
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header);
    out.writeBytes(text.getBytes(UTF_8));
    return out.toByteArray();
  }
}
