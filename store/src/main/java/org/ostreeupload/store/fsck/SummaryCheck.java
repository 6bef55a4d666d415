// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Utf8;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/**
 * Compares the summary with the refs. For one comparison. Source of the format: docs/DESIGN.md,
 * "Summary".
 */
final class SummaryCheck {
  private static final VariantType TYPE = VariantType.of("(a(s(taya{sv}))a{sv})");
  private static final String COLLECTION_MAP = "ostree.summary.collection-map";
  private static final String COLLECTION_MAP_TYPE = "a{sa(s(taya{sv}))}";

  private final Repository repository;
  private final NavigableSet<Finding> findings = new TreeSet<>();

  private SummaryCheck(Repository repository) {
    this.repository = repository;
  }

  /** What the summary says of a ref. */
  private record Entry(Checksum commit, long size) {}

  /** Compares; a repository without a summary is fine. */
  static NavigableSet<Finding> of(Repository repository, RefScan refs) throws IOException {
    SummaryCheck check = new SummaryCheck(repository);
    check.run(refs);
    return check.findings;
  }

  private void run(RefScan refs) throws IOException {
    Path file = repository.layout().summary();
    Variant summary;
    try {
      FileCheck.requireRegular(file);
      summary = Variant.parse(TYPE, ObjectStore.readBounded(file));
    } catch (NoSuchFileException e) {
      return;
    } catch (MalformedException e) {
      add(Kind.MALFORMED, "is malformed: " + e.rule());
      return;
    }
    compare(RefScan.HEADS, refs.heads(), entries(summary.child(0)));
    Optional<Variant> collections =
        summary
            .child(1)
            .lookup(COLLECTION_MAP)
            .filter(value -> value.type().signature().equals(COLLECTION_MAP_TYPE));
    if (collections.isPresent()) {
      compareCollections(refs.mirrors(), collections.get());
    }
  }

  private void compareCollections(SortedMap<String, Checksum> mirrors, Variant collections)
      throws IOException {
    SortedMap<String, Entry> entries = new TreeMap<>(Utf8.ORDER);
    for (int i = 0, n = collections.size(); i < n; i++) {
      String id = collections.child(i).child(0).asString();
      entries(collections.child(i).child(1))
          .forEach((ref, entry) -> entries.put(id + "/" + ref, entry));
    }
    compare(RefScan.MIRRORS, mirrors, entries);
  }

  private SortedMap<String, Entry> entries(Variant list) {
    SortedMap<String, Entry> entries = new TreeMap<>(Utf8.ORDER);
    String previous = "";
    for (int i = 0, n = list.size(); i < n; i++) {
      String ref = list.child(i).child(0).asString();
      if (Utf8.ORDER.compare(previous, ref) >= 0) {
        add(Kind.SUMMARY, "is not sorted by the names of refs, each once, at '" + ref + "'");
      }
      previous = ref;
      Variant value = list.child(i).child(1);
      byte[] checksum = value.child(1).toBytes();
      if (checksum.length == Checksum.SIZE) {
        // The one size in all of OSTree's own that is little-endian.
        entries.put(ref, new Entry(Checksum.read(checksum, 0), value.child(0).asLittleEndian()));
      } else {
        add(Kind.SUMMARY, "has no checksum for '" + ref + "'");
      }
    }
    return entries;
  }

  private void compare(
      String directory, SortedMap<String, Checksum> refs, SortedMap<String, Entry> entries)
      throws IOException {
    for (Map.Entry<String, Checksum> ref : refs.entrySet()) {
      Entry entry = entries.get(ref.getKey());
      if (entry != null && entry.commit.equals(ref.getValue())) {
        compareSize(directory + ref.getKey(), entry);
      } else if (repository.objects().contains(ObjectName.commit(ref.getValue()))) {
        // The summary leaves out what nobody could pull.
        add(
            Kind.SUMMARY,
            "says that "
                + directory
                + ref.getKey()
                + (entry == null ? " is not there" : " is at " + entry.commit)
                + ", it is at "
                + ref.getValue());
      }
    }
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      if (!refs.containsKey(entry.getKey())) {
        add(
            Kind.SUMMARY,
            "says that "
                + directory
                + entry.getKey()
                + " is at "
                + entry.getValue().commit
                + ", it is not there");
      }
    }
  }

  private void compareSize(String ref, Entry entry) throws IOException {
    try {
      long size = repository.objects().metadata(ObjectName.commit(entry.commit)).length();
      if (size != entry.size) {
        add(
            Kind.SUMMARY,
            "says that the commit of " + ref + " has " + entry.size + " bytes, it has " + size);
      }
    } catch (ObjectException e) {
      // A finding of its own.
    }
  }

  private void add(Kind kind, String detail) {
    findings.add(Finding.ofFile(kind, "summary", detail));
  }
}
