// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The YAML file that keeps the token entries, at most {@value #MAX_BYTES} bytes of UTF-8. It may be
 * the configuration file of the program: of its keys, only {@code tokens} is looked at. A file
 * without that key is valid and lists no token.
 *
 * <p>Readers need no lock, for the file is only ever replaced whole. Writers wait for each other,
 * in this process and in others. Immutable and thread-safe.
 */
public final class TokenFile {
  /** The largest file that is read or written. */
  public static final int MAX_BYTES = 1 << 20;

  private final Path path;

  private TokenFile(Path path) {
    this.path = path;
  }

  /** The token file of that name, which need not exist yet. */
  public static TokenFile at(Path path) {
    return new TokenFile(path);
  }

  /** The name of the file. */
  public Path path() {
    return path;
  }

  /**
   * Reads the entries.
   *
   * @throws TokenFileException if the file is missing, unreadable, too large or malformed
   */
  public TokenSet read() throws TokenFileException {
    if (Files.notExists(path)) {
      throw TokenFileException.of(
          path, "there is no such file; make it, and a token, with `ostree-upload gentoken`");
    }
    return text().tokens();
  }

  /**
   * Adds an entry at the end of the list, on disk when this returns; makes the file if there is
   * none. Everything else in the file stays as it is, comments included. A new file has mode 0600;
   * an existing one keeps its owner, and its mode if that shut out others.
   *
   * @throws TokenFileException if that cannot be done; then the file is as it was, or, if all but
   *     the very last sync went well, has the entry
   */
  public void append(TokenEntry entry) throws TokenFileException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw TokenFileException.of(path, "its directory does not exist; make that first");
    }
    try {
      Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      WriterTurn.take(
          target,
          () -> {
            TokenText text = Files.exists(target) ? text() : new TokenText(path, "");
            FileReplacement.replace(target, encoded(text.with(entry)));
          });
    } catch (IOException e) {
      throw TokenFileException.because(path, "cannot be written", e);
    }
  }

  private TokenText text() throws TokenFileException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw TokenFileException.of(path, "not a regular file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      requireSize(bytes.length);
      return TokenText.decode(path, bytes);
    } catch (IOException e) {
      throw TokenFileException.because(path, "cannot be read", e);
    }
  }

  private byte[] encoded(TokenText text) throws TokenFileException {
    byte[] bytes = text.text().getBytes(UTF_8);
    requireSize(bytes.length);
    return bytes;
  }

  private void requireSize(int bytes) throws TokenFileException {
    if (bytes > MAX_BYTES) {
      throw TokenFileException.of(path, "larger than the " + MAX_BYTES + " bytes it may have");
    }
  }

  @Override
  public String toString() {
    return "TokenFile[" + path + "]";
  }
}
