// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static org.ostreeupload.testdata.Draft.BRANCH;

import java.io.IOException;
import java.util.Locale;

/** Writes sound objects, and a fault in what is around them. */
final class RepositoryFaults {

  private RepositoryFaults() {}

  /** The commit is marked as partial; {@code content} is what the marker holds. */
  static String partial(Draft draft, String content) throws IOException {
    draft.publish();
    draft.write("state/" + draft.commit() + ".commitpartial", content);
    return commit(draft);
  }

  static String refUpperCase(Draft draft) throws IOException {
    draft.publish();
    draft.write("refs/heads/" + BRANCH, draft.commit().toUpperCase(Locale.ROOT) + "\n");
    return commit(draft);
  }

  static String refTruncated(Draft draft) throws IOException {
    draft.publish();
    draft.write("refs/heads/" + BRANCH, draft.commit().substring(1) + "\n");
    return commit(draft);
  }

  static String refEmpty(Draft draft) throws IOException {
    draft.publish();
    draft.write("refs/heads/" + BRANCH, "");
    return commit(draft);
  }

  static String refDangling(Draft draft) throws IOException {
    draft.publish();
    draft.alias("nowhere");
    return commit(draft);
  }

  static String refName(Draft draft, String name) throws IOException {
    draft.publishCommit(draft.soundCommit().refBinding(name).toBytes());
    draft.rename(name);
    return commit(draft);
  }

  private static String commit(Draft draft) {
    return draft.commit() + ".commit";
  }
}
