// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Utf8;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * The refs of a repository, the broken ones apart: what other readers refuse as a whole is a
 * finding here.
 *
 * @param heads the branches and aliases by name
 * @param remotes the refs of remotes by {@code REMOTE/REF}
 * @param mirrors the refs of other collections by {@code COLLECTION/REF}
 */
record RefScan(
    SortedMap<String, Checksum> heads,
    SortedMap<String, Checksum> remotes,
    SortedMap<String, Checksum> mirrors) {
  static final String HEADS = "refs/heads/";
  static final String REMOTES = "refs/remotes/";
  static final String MIRRORS = "refs/mirrors/";

  private static final int MAX_FILE = 4096;
  private static final int MAX_SHOWN = 80;

  static RefScan of(Layout layout, Findings findings) throws IOException {
    return new RefScan(
        new Reader(HEADS, findings).read(layout.heads()),
        new Reader(REMOTES, findings).read(layout.remotes()),
        new Reader(MIRRORS, findings).read(layout.mirrors()));
  }

  /** All refs by path: those of remotes and mirrors behind the branches. */
  SortedMap<String, Checksum> byPath() {
    SortedMap<String, Checksum> all = new TreeMap<>(Utf8.ORDER);
    heads.forEach((name, commit) -> all.put(HEADS + name, commit));
    remotes.forEach((name, commit) -> all.put(REMOTES + name, commit));
    mirrors.forEach((name, commit) -> all.put(MIRRORS + name, commit));
    return all;
  }

  /** Reads the refs below one directory. */
  private static final class Reader {
    private final String start;
    private final Findings findings;
    private final SortedMap<String, Checksum> refs = new TreeMap<>(Utf8.ORDER);

    Reader(String start, Findings findings) {
      this.start = start;
      this.findings = findings;
    }

    SortedMap<String, Checksum> read(Path directory) throws IOException {
      if (Files.isDirectory(directory)) {
        collect(directory, "");
      }
      return refs;
    }

    private void collect(Path directory, String prefix) throws IOException {
      for (Path entry : Directories.list(directory)) {
        String component = String.valueOf(entry.getFileName());
        String name = prefix + component;
        boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        if (!RefName.isComponent(component) || (!isDirectory && Checksum.isChecksum(name))) {
          nameless(entry, name, isDirectory);
        } else if (isDirectory) {
          collect(entry, name + "/");
        } else {
          ref(entry, name);
        }
      }
    }

    private void ref(Path file, String name) {
      if (Files.isSymbolicLink(file) && !Files.exists(file)) {
        broken(name, "is an alias of a ref that is not there");
        return;
      }
      try {
        refs.put(name, checksum(file));
      } catch (NoSuchFileException e) {
        // It was deleted meanwhile, which is no fault.
      } catch (MalformedException e) {
        broken(name, "holds no commit: " + e.rule());
      } catch (FileSystemException e) {
        broken(name, "cannot be opened: " + FileCheck.reason(e));
      } catch (IOException e) {
        broken(name, "cannot be read: " + e.getMessage());
      }
    }

    private void broken(String name, String detail) {
      findings.add(Finding.ofRef(Kind.REF, start + name, detail));
    }

    private static Checksum checksum(Path file) throws IOException {
      String text = text(file).stripTrailing();
      if (!Checksum.isChecksum(text)) {
        throw new MalformedException("'" + shown(text) + "' is no checksum");
      }
      return Checksum.parse(text);
    }

    private static String text(Path file) throws IOException {
      FileCheck.requireRegular(file);
      if (Files.size(file) > MAX_FILE) {
        throw new MalformedException("it is larger than a ref can be");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static String shown(String text) {
      return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    }

    /** Takes note of what no tool takes for a ref. */
    private void nameless(Path file, String name, boolean isDirectory) {
      String holds = "";
      try {
        holds = isDirectory ? "" : "; it holds " + checksum(file);
      } catch (IOException e) {
        holds = "; it holds no commit either";
      }
      findings.add(
          Finding.ofFile(
              name.startsWith(".tmp-") || name.contains("/.tmp-") ? Kind.STRAY : Kind.REF_NAME,
              start + name,
              "is not the name of a ref, so no tool sees it" + holds));
    }
  }
}
