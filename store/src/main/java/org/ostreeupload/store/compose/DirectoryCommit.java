// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.compose;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.UnixFile;
import org.ostreeupload.store.compose.CommitRequest.Parent;
import org.ostreeupload.store.compose.CommitRequest.Permissions;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Utf8;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirMeta;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.DirTree.DirEntry;
import org.ostreeupload.store.object.DirTree.FileEntry;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.FileMode;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.object.Xattrs;
import org.ostreeupload.store.publish.Publication;
import org.ostreeupload.store.publish.PublishRules;
import org.ostreeupload.store.publish.RefUpdate;
import org.ostreeupload.store.publish.Transaction;

/** Commits a directory to a branch of an archive repository. */
public final class DirectoryCommit {
  private static final int CANONICAL_MODE = FileMode.TYPE_MASK | 0755;
  private static final VariantType STRING = VariantType.of("s");
  private static final VariantType STRINGS = VariantType.of("as");

  private final Repository repository;
  private final CommitRequest request;
  private final Transaction transaction;

  private DirectoryCommit(Repository repository, CommitRequest request, Transaction transaction) {
    this.repository = repository;
    this.request = request;
    this.transaction = transaction;
  }

  /**
   * Writes the commit and moves the branch to it.
   *
   * @return the new commit
   * @throws RepositoryException if the directory holds what cannot be committed, which is named, or
   *     the branch cannot be moved
   */
  public static Checksum commit(Repository repository, CommitRequest request) throws IOException {
    try (Transaction transaction = Transaction.begin(repository, UUID.randomUUID().toString())) {
      return new DirectoryCommit(repository, request, transaction).commit();
    }
  }

  private Checksum commit() throws IOException {
    if (!Files.isDirectory(request.tree(), LinkOption.NOFOLLOW_LINKS)) {
      throw new RepositoryException("not a directory: " + request.tree());
    }
    UnixFile root = UnixFile.of(request.tree());
    Optional<Checksum> head = repository.refs().head(request.branch());
    Optional<Checksum> parent =
        switch (request.parent()) {
          case Parent.Head ignored -> head;
          case Parent.None ignored -> Optional.empty();
          case Parent.Given given -> Optional.of(given.commit());
        };
    Checksum meta = writeDirMeta(root);
    Checksum tree = writeTree(root.path(), 0);
    byte[] bytes =
        Commit.serialize(
            metadata(), parent, request.subject(), request.body(), request.timestamp(), tree, meta);
    Checksum commit = transaction.add(ObjectType.COMMIT, bytes);
    publish(new RefUpdate(request.branch(), head, commit));
    return commit;
  }

  private void publish(RefUpdate update) throws IOException {
    switch (transaction.publish(List.of(update), PublishRules.LOCAL_COMMIT)) {
      case Publication.Done ignored -> {}
      case Publication.Refused refused ->
          throw new RepositoryException(
              "branch "
                  + update.ref()
                  + " was not moved: "
                  + refused.results().getFirst().detail());
      case Publication.Incomplete incomplete ->
          throw new RepositoryException(
              "parent of the new commit is damaged: object "
                  + incomplete.missing().getFirst()
                  + " is missing");
    }
  }

  private Variant metadata() throws MalformedException {
    VariantWriter writer = new VariantWriter(Commit.METADATA).open();
    for (Map.Entry<String, String> entry : request.metadata()) {
      writer.open().string(entry.getKey());
      writer.openVariant(STRING).string(entry.getValue()).close().close();
    }
    writer.open().string("ostree.ref-binding").openVariant(STRINGS).open();
    Stream.concat(Stream.of(request.branch()), request.bindings().stream())
        .map(RefName::value)
        .sorted(Utf8.ORDER)
        .forEach(writer::string);
    writer.close().close().close();
    if (repository.config().collectionId().isPresent()) {
      writer.open().string("ostree.collection-binding");
      writer.openVariant(STRING).string(repository.config().collectionId().get());
      writer.close().close();
    }
    return Variant.parse(Commit.METADATA, writer.close().toBytes());
  }

  private Checksum writeTree(Path directory, int depth) throws IOException {
    if (depth > Closure.MAX_DEPTH) {
      throw new RepositoryException("directories nest too deep at " + directory);
    }
    List<FileEntry> files = new ArrayList<>();
    List<DirEntry> dirs = new ArrayList<>();
    for (Path child : children(directory)) {
      String name = name(child);
      UnixFile file = UnixFile.of(child);
      if (file.isDirectory()) {
        Checksum meta = writeDirMeta(file);
        dirs.add(new DirEntry(name, writeTree(child, depth + 1), meta));
      } else {
        files.add(new FileEntry(name, writeFile(file)));
      }
    }
    DirTree tree = new DirTree(DirTree.sorted(files), DirTree.sorted(dirs));
    return transaction.add(ObjectType.DIRTREE, tree.toBytes());
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    }
  }

  private static String name(Path child) throws RepositoryException {
    Path name = child.getFileName();
    String text = String.valueOf(name);
    if (!Path.of(text).equals(name)) {
      throw new RepositoryException("the name of " + child + " is not valid UTF-8");
    }
    return text;
  }

  private Checksum writeDirMeta(UnixFile file) throws IOException {
    DirMeta meta = new DirMeta(uid(file), gid(file), mode(file), xattrs(file));
    return transaction.add(ObjectType.DIRMETA, meta.toBytes());
  }

  private Checksum writeFile(UnixFile file) throws IOException {
    if (!file.isRegular() && !file.isSymlink()) {
      throw new RepositoryException(
          file.path() + " is neither a file nor a directory nor a symlink; OSTree keeps no others");
    }
    UnixFile recorded = new UnixFile(file.path(), file.uid(), file.gid(), mode(file), file.size());
    FileHeader header;
    try {
      header = recorded.header(uid(file), gid(file), xattrs(file));
    } catch (MalformedException e) {
      throw new RepositoryException(file.path() + ": " + e.rule(), e);
    }
    if (file.isSymlink()) {
      return transaction.add(header, 0, InputStream.nullInputStream());
    }
    try (InputStream data = Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS)) {
      return transaction.add(header, file.size(), data);
    } catch (MalformedException e) {
      throw new RepositoryException(file.path() + " changed while it was read: " + e.rule(), e);
    }
  }

  private int uid(UnixFile file) {
    Permissions permissions = request.permissions();
    return permissions.canonical() ? 0 : permissions.uid().orElse(file.uid());
  }

  private int gid(UnixFile file) {
    Permissions permissions = request.permissions();
    return permissions.canonical() ? 0 : permissions.gid().orElse(file.gid());
  }

  private int mode(UnixFile file) {
    boolean cut = request.permissions().canonical() && !file.isSymlink();
    return cut ? file.mode() & CANONICAL_MODE : file.mode();
  }

  private Xattrs xattrs(UnixFile file) throws IOException {
    Permissions permissions = request.permissions();
    return permissions.xattrs() && !permissions.canonical() ? file.xattrs() : Xattrs.NONE;
  }
}
