// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.StaticDeltas;
import org.ostreeupload.store.config.RepositoryConfig;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Utf8;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;

/**
 * Makes the summary, from which clients learn where refs point. Source: docs/DESIGN.md, "Summary".
 */
final class SummaryWriter {
  private static final VariantType TYPE = VariantType.of("(a(s(taya{sv}))a{sv})");
  private static final VariantType STRING = VariantType.of("s");
  private static final VariantType NUMBER = VariantType.of("t");
  private static final VariantType BOOLEAN = VariantType.of("b");
  private static final VariantType BYTES = VariantType.of("ay");
  private static final VariantType DICTIONARY = VariantType.of("a{sv}");
  private static final VariantType COLLECTION_MAP = VariantType.of("a{sa(s(taya{sv}))}");

  // Whoever may move one branch must not make the summary too large for clients of all.
  private static final int MAX_VERSION = 1024;

  private final Repository repository;

  SummaryWriter(Repository repository) {
    this.repository = repository;
  }

  /**
   * Makes the summary of these branches.
   *
   * @throws ObjectException if the commit of one of them is missing or damaged
   */
  byte[] serialize(SortedMap<RefName, Checksum> branches, Instant now) throws IOException {
    SortedMap<String, Checksum> heads = new TreeMap<>(Utf8.ORDER);
    branches.forEach((ref, commit) -> heads.put(ref.value(), commit));
    VariantWriter writer = new VariantWriter(TYPE).open();
    writeRefs(writer, heads);
    writer.open();
    writeDeltas(writer);
    RepositoryConfig config = repository.config();
    config.collectionId().ifPresent(id -> writeText(writer, "ostree.summary.collection-id", id));
    writeMirrors(writer);
    writeFlag(writer, "ostree.summary.indexed-deltas", config.indexedDeltas());
    entry(writer, "ostree.summary.last-modified", NUMBER).bigEndian(now.getEpochSecond());
    writer.close().close();
    writeText(writer, "ostree.summary.mode", config.mode().key());
    writeFlag(writer, "ostree.summary.tombstone-commits", config.tombstoneCommits());
    byte[] summary = writer.close().close().toBytes();
    if (summary.length > ObjectReader.MAX_METADATA) {
      throw new RepositoryException(
          "the summary would have "
              + summary.length
              + " bytes, and clients take 10 MiB: there are too many refs or static deltas");
    }
    return summary;
  }

  private void writeRefs(VariantWriter writer, SortedMap<String, Checksum> refs)
      throws IOException {
    writer.open();
    for (Map.Entry<String, Checksum> ref : refs.entrySet()) {
      ObjectName name = ObjectName.commit(ref.getValue());
      Optional<byte[]> read = read(name);
      if (read.isEmpty()) {
        // Somebody broke this branch: nobody could pull it, and the others need their summary.
        continue;
      }
      byte[] bytes = read.get();
      Commit commit = commit(ref.getValue(), bytes);
      writer.open().string(ref.getKey()).open();
      writer.littleEndian(bytes.length).bytes(ref.getValue().toBytes()).open();
      commit
          .version()
          .filter(text -> text.length() <= MAX_VERSION)
          .ifPresent(text -> writeText(writer, "ostree.commit.version", text));
      entry(writer, "ostree.commit.timestamp", NUMBER).bigEndian(commit.timestamp());
      writer.close().close().close().close().close();
    }
    writer.close();
  }

  /** Reads a commit; empty if it is missing, or damaged, which is noted. */
  private Optional<byte[]> read(ObjectName commit) throws IOException {
    SoundObjects objects = new SoundObjects(repository);
    if (!objects.contains(commit)) {
      return Optional.empty();
    }
    try {
      return Optional.of(objects.readMetadata(commit));
    } catch (ObjectException e) {
      return Optional.empty();
    }
  }

  private static Commit commit(Checksum checksum, byte[] bytes) throws IOException {
    try {
      return Commit.parse(bytes);
    } catch (MalformedException e) {
      throw ObjectException.damaged(ObjectName.commit(checksum), e.rule());
    }
  }

  private void writeMirrors(VariantWriter writer) throws IOException {
    SortedMap<String, SortedMap<String, Checksum>> collections = new TreeMap<>(Utf8.ORDER);
    ObjectReader objects = repository.objects();
    for (Map.Entry<String, Checksum> mirror : repository.refs().mirrors().entrySet()) {
      int slash = mirror.getKey().indexOf('/');
      if (slash > 0 && objects.contains(ObjectName.commit(mirror.getValue()))) {
        collections
            .computeIfAbsent(
                mirror.getKey().substring(0, slash), collection -> new TreeMap<>(Utf8.ORDER))
            .put(mirror.getKey().substring(slash + 1), mirror.getValue());
      }
    }
    if (collections.isEmpty()) {
      return;
    }
    entry(writer, "ostree.summary.collection-map", COLLECTION_MAP).open();
    for (Map.Entry<String, SortedMap<String, Checksum>> collection : collections.entrySet()) {
      writer.open().string(collection.getKey());
      writeRefs(writer, collection.getValue());
      writer.close();
    }
    writer.close().close().close();
  }

  private void writeDeltas(VariantWriter writer) throws IOException {
    if (!repository.config().deltasInSummary()) {
      return;
    }
    SortedMap<String, Checksum> deltas = StaticDeltas.superblocks(repository.layout());
    if (deltas.isEmpty()) {
      return;
    }
    entry(writer, "ostree.static-deltas", DICTIONARY).open();
    deltas.forEach(
        (name, superblock) -> {
          entry(writer, name, BYTES).bytes(superblock.toBytes());
          writer.close().close();
        });
    writer.close().close().close();
  }

  /** Begins an entry of a dictionary up to its value; two closes end it. */
  private static VariantWriter entry(VariantWriter writer, String key, VariantType type) {
    return writer.open().string(key).openVariant(type);
  }

  private static void writeText(VariantWriter writer, String key, String value) {
    entry(writer, key, STRING).string(value).close().close();
  }

  private static void writeFlag(VariantWriter writer, String key, boolean value) {
    entry(writer, key, BOOLEAN).bool(value).close().close();
  }
}
