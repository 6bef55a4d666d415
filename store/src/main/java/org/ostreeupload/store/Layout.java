// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.nio.file.Path;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.object.RefName;

/**
 * Where everything lies in a repository: the one class that knows paths. Source: docs/DESIGN.md,
 * "Repositories".
 *
 * @param root the repository's directory
 */
public record Layout(Path root) {
  private static final int PREFIX = 2;

  /** The configuration file. */
  public Path config() {
    return root.resolve("config");
  }

  /** The directory of published objects. */
  public Path objects() {
    return root.resolve("objects");
  }

  /** A published object; {@code contentExtension} is the extension of content objects. */
  public Path object(ObjectName name, String contentExtension) {
    return objects().resolve(relative(name, contentExtension));
  }

  /** The path of an object below a directory of objects. */
  public static String relative(ObjectName name, String contentExtension) {
    String extension = name.type() == ObjectType.FILE ? contentExtension : name.type().extension();
    return relative(name.checksum(), extension);
  }

  /** The path below a directory of objects of what belongs to a checksum. */
  public static String relative(Checksum checksum, String extension) {
    String hex = checksum.toString();
    return hex.substring(0, PREFIX) + "/" + hex.substring(PREFIX) + "." + extension;
  }

  /** The detached metadata of a commit. */
  public Path detached(Checksum commit) {
    return objects().resolve(relative(commit, "commitmeta"));
  }

  /** What a deleted commit leaves behind. */
  public Path tombstone(Checksum commit) {
    return objects().resolve(relative(commit, "tombstone-commit"));
  }

  /** The mark of a commit that is there without its whole closure. */
  public Path partialMark(Checksum commit) {
    return root.resolve("state").resolve(commit + ".commitpartial");
  }

  /** The directory of branches. */
  public Path heads() {
    return root.resolve("refs/heads");
  }

  /** The file of a branch. */
  public Path head(RefName ref) {
    return heads().resolve(ref.value());
  }

  /** The directory of the refs that were pulled from remotes. */
  public Path remotes() {
    return root.resolve("refs/remotes");
  }

  /** The directory of the refs of other collections. */
  public Path mirrors() {
    return root.resolve("refs/mirrors");
  }

  /** The summary. */
  public Path summary() {
    return root.resolve("summary");
  }

  /** The signature of the summary. */
  public Path summarySignature() {
    return root.resolve("summary.sig");
  }

  /** The directory of static deltas. */
  public Path deltas() {
    return root.resolve("deltas");
  }

  /** The directory of the indexes of static deltas. */
  public Path deltaIndexes() {
    return root.resolve("delta-indexes");
  }

  /** The file that writers and prune lock. */
  public Path lock() {
    return root.resolve(".lock");
  }

  /**
   * The directory of everything that is ours. It is no directory of OSTree's: other tools clean up
   * {@code tmp/} by age, and leave alone what they do not know.
   */
  public Path own() {
    return root.resolve(".ostree-upload");
  }

  /** The directory for what is being received. */
  public Path staging() {
    return own().resolve("staging");
  }

  /** The directory of what was published lately. */
  public Path receipts() {
    return own().resolve("receipts");
  }

  /** The directory of the objects that are missing or damaged. */
  public Path wanted() {
    return own().resolve("wanted");
  }

  /** The file that is locked while refs move. */
  public Path publishLock() {
    return own().resolve("publish.lock");
  }
}
