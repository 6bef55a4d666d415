// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

/**
 * One ref of one golden repository.
 *
 * @param repository name of the repository, as {@link GoldenRepositories#repository} takes it
 * @param path path of the ref's file below {@code refs/}, such as {@code heads/a/b/c}
 * @param commit checksum of the commit, in hexadecimal
 */
public record GoldenRef(String repository, String path, String commit) {

  private static final String HEADS = "heads/";

  /** Whether this is a branch: a ref of the repository itself, not of a remote or a mirror. */
  public boolean isBranch() {
    return path.startsWith(HEADS);
  }

  /**
   * The branch's name, such as {@code a/b/c}.
   *
   * @throws IllegalStateException if this is no branch
   */
  public String branch() {
    if (!isBranch()) {
      throw new IllegalStateException("Not a branch: " + this);
    }
    return path.substring(HEADS.length());
  }

  static GoldenRef parse(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != 3) {
      throw new IllegalArgumentException("Not repository, ref and commit: " + line);
    }
    return new GoldenRef(fields[0], fields[1], fields[2]);
  }
}
