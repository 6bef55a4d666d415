// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.object.ObjectName;

/** Objects of another repository on this machine, of any mode. */
public record RepositorySource(Repository repository) implements ObjectSource {
  @Override
  public Optional<Copy> open(ObjectName name) throws IOException {
    try {
      StoredContent content =
          name.type().isMetadata()
              ? repository.objects().metadata(name)
              : repository.objects().content(name.checksum());
      return Optional.of(new Copy(content.form(), content.length(), content.source().open()));
    } catch (ObjectException | NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return repository.layout().root().toString();
  }
}
