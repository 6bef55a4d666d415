// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An archive repository being written by hand.
 *
 * <p>It begins with the objects of a small sound tree. A fault puts what is wrong into the store
 * with {@link #put} and calls the {@code publish} method that reaches it: that writes whatever is
 * missing above, a commit, and the branch {@link #BRANCH}. Nothing is checked.
 */
final class Draft {

  static final String BRANCH = "main";
  static final String COLLECTION = "org.example.Damaged";

  /** The name of whatever is published; it sorts after all sound names. */
  static final String DAMAGED = "z-damaged";

  static final byte[] TEXT = "A line of text, as plain as can be.\n".repeat(40).getBytes(UTF_8);

  private final Path path;
  private final String file;
  private final String empty;
  private final String link;
  private final String meta;
  private final String subtree;
  private String commit = "";
  private String branch = BRANCH;

  private Draft(Path path) throws IOException {
    this.path = path;
    ContentObject plain = ContentObject.file();
    file = put(plain.checksum(TEXT), "filez", plain.filez(TEXT));
    empty = put(plain.checksum(new byte[0]), "filez", plain.filez(new byte[0]));
    ContentObject symlink = ContentObject.symlink("file".getBytes(UTF_8));
    link = put(symlink.checksum(new byte[0]), "filez", symlink.filez());
    meta = put("dirmeta", Dirmeta.of(Dirmeta.PLAIN_DIRECTORY));
    subtree = put("dirtree", new Dirtree().file("below", file).toBytes());
  }

  /** Starts a repository in the new directory {@code path}. */
  static Draft in(Path path) throws IOException {
    for (String directory :
        new String[] {"objects", "refs/heads", "refs/remotes", "state", "tmp"}) {
      Files.createDirectories(path.resolve(directory));
    }
    Draft draft = new Draft(path);
    draft.config("");
    return draft;
  }

  /** Checksum of a sound file. */
  String file() {
    return file;
  }

  /** Checksum of a sound dirmeta. */
  String meta() {
    return meta;
  }

  /** Checksum of a sound dirtree. */
  String subtree() {
    return subtree;
  }

  /** Checksum of the commit published last. */
  String commit() {
    return commit;
  }

  /** Name of the one branch: {@link #BRANCH}, unless renamed. */
  String branch() {
    return branch;
  }

  /** Writes the configuration, with more lines for the group {@code core}. */
  void config(String coreLines) throws IOException {
    Files.writeString(
        path.resolve("config"), "[core]\nrepo_version=1\nmode=archive-z2\n" + coreLines);
  }

  /** Stores a metadata object under its own checksum, which is returned. */
  String put(String extension, byte[] stored) throws IOException {
    return put(Sha256.hex(stored), extension, stored);
  }

  /** Stores {@code stored} as the object {@code checksum}, true or not. */
  String put(String checksum, String extension, byte[] stored) throws IOException {
    Path object =
        path.resolve("objects")
            .resolve(checksum.substring(0, 2))
            .resolve(checksum.substring(2) + "." + extension);
    Files.createDirectories(object.getParent());
    Files.write(object, stored);
    return checksum;
  }

  /** Writes a file below the repository. */
  void write(String name, String text) throws IOException {
    Files.writeString(path.resolve(name), text);
  }

  /** Turns the branch into a symlink. */
  void alias(String target) throws IOException {
    Path ref = path.resolve("refs/heads").resolve(branch);
    Files.deleteIfExists(ref);
    Files.createSymbolicLink(ref, Path.of(target));
  }

  /** Renames the branch, which must be published already. */
  void rename(String newName) throws IOException {
    Path heads = path.resolve("refs/heads");
    Files.move(heads.resolve(branch), heads.resolve(newName));
    branch = newName;
  }

  /** Publishes the sound tree alone. */
  void publish() throws IOException {
    publishRoot(root());
  }

  /** Publishes the sound tree and the file {@code checksum}. */
  void publishFile(String checksum) throws IOException {
    publishRoot(root().file(DAMAGED, checksum));
  }

  /** Publishes the sound tree and a directory of these two objects. */
  void publishDirectory(String dirtree, String dirmeta) throws IOException {
    publishRoot(root().directory(DAMAGED, dirtree, dirmeta));
  }

  /** Publishes {@code commitObject} as it is. */
  String publishCommit(byte[] commitObject) throws IOException {
    return publishCommit(put("commit", commitObject));
  }

  /** Lets the branch point to the commit {@code checksum}. */
  String publishCommit(String checksum) throws IOException {
    commit = checksum;
    write("refs/heads/" + BRANCH, checksum + "\n");
    return checksum;
  }

  /** A sound commit of the sound tree, as yet without binding or metadata, to be changed. */
  Commit soundCommit() throws IOException {
    return commitOf(put("dirtree", root().toBytes()));
  }

  private void publishRoot(Dirtree root) throws IOException {
    publishCommit(commitOf(put("dirtree", root.toBytes())).refBinding(BRANCH).toBytes());
  }

  private Commit commitOf(String root) {
    return new Commit(root, meta)
        .subject("Made by hand")
        .body("All but one thing is right.\n")
        .timestamp(1_700_000_000L)
        .metadata("version", "1");
  }

  private Dirtree root() {
    return new Dirtree()
        .file("empty", empty)
        .file("file", file)
        .file("link", link)
        .directory("directory", subtree, meta);
  }
}
