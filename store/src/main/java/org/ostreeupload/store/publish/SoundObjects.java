// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/**
 * The published objects of a repository as a push sees them: one that is wanted counts as missing,
 * and one that turns out to be damaged is wanted from then on. Safe for many threads.
 */
final class SoundObjects implements ObjectReader {
  private final Repository repository;

  SoundObjects(Repository repository) {
    this.repository = repository;
  }

  @Override
  public boolean contains(ObjectName name) throws IOException {
    return repository.objects().contains(name) && !repository.wanted().contains(name);
  }

  @Override
  public byte[] readMetadata(ObjectName name) throws IOException {
    try {
      return repository.objects().readMetadata(name);
    } catch (ObjectException e) {
      if (e.fault() == ObjectException.Fault.DAMAGED) {
        repository.wanted().add(name);
      }
      throw e;
    }
  }

  /**
   * Finds a content object.
   *
   * @throws MalformedException if it cannot be found
   */
  StoredContent content(ObjectName name) throws MalformedException {
    try {
      return repository.objects().content(name.checksum());
    } catch (IOException e) {
      throw new MalformedException(name + " cannot be read: " + e.getMessage());
    }
  }

  /** Reads an object that seems to be damaged, and takes note of it if it is. */
  void check(ObjectName name) throws IOException {
    try {
      repository.objects().requireIntact(name);
    } catch (IOException e) {
      repository.wanted().add(name);
    }
  }
}
