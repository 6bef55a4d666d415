// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.Ostree;

/** A build repository made by the real tool, and the directory that is committed to it. */
final class Source {
  private static final Duration SHORT = Duration.ofMillis(50);

  /** Takes short pauses, however long they are to be. */
  static final Retries.Pause HASTE =
      length -> Thread.sleep(length.compareTo(SHORT) < 0 ? length : SHORT);

  private final Ostree ostree;
  private final Path tree;

  private Source(Ostree ostree, Path tree) {
    this.ostree = ostree;
    this.tree = tree;
  }

  /** Makes an archive repository and an empty directory to commit. */
  static Source in(Path directory) throws IOException {
    return in(directory, "archive");
  }

  /** Makes a repository of a mode and an empty directory to commit. */
  static Source in(Path directory, String mode) throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    return new Source(Ostree.in(directory.resolve("build")).init(mode), tree);
  }

  /** Takes a repository that is there, to push from. */
  static Source of(Ostree ostree) {
    return new Source(ostree, ostree.repository());
  }

  Ostree ostree() {
    return ostree;
  }

  Path repository() {
    return ostree.repository();
  }

  Path tree() {
    return tree;
  }

  /** Writes a file of the directory to commit. */
  Source write(String path, String text) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
    return this;
  }

  /** Writes a file of bytes that cannot be compressed. */
  Source writeNoise(String path, int size, long seed) throws IOException {
    byte[] noise = new byte[size];
    new Random(seed).nextBytes(noise);
    Files.write(tree.resolve(path), noise);
    return this;
  }

  /** Renames something in the directory to commit. */
  Source rename(String from, String to) throws IOException {
    Files.move(tree.resolve(from), tree.resolve(to));
    return this;
  }

  /** Commits the directory with the real tool. */
  String commit(String branch, String... extra) {
    return ostree.commit(branch, tree, extra);
  }

  Set<String> objects() {
    return ObjectFiles.of(repository());
  }

  /** Pushes branches, or all if none is named. */
  PushReport push(ReceiverAddress receiver, String... branches) throws IOException {
    return push(receiver, new Recorder(), branches);
  }

  PushReport push(ReceiverAddress receiver, PushListener listener, String... branches)
      throws IOException {
    return push(Goal.PUBLISH, receiver, listener, branches);
  }

  PushReport push(Goal goal, ReceiverAddress receiver, PushListener listener, String... branches)
      throws IOException {
    return push(goal, 0, receiver, listener, branches);
  }

  /** Pushes branches, and goes on so many times when somebody else moves one meanwhile. */
  PushReport push(
      Goal goal, int retries, ReceiverAddress receiver, PushListener listener, String... branches)
      throws IOException {
    List<RefName> refs = new ArrayList<>();
    for (String branch : branches) {
      refs.add(new RefName(branch));
    }
    return new Pusher(Repository.open(repository()), receiver, listener, HASTE)
        .push(new PushRequest(refs, goal, retries, Compression.NONE));
  }
}
