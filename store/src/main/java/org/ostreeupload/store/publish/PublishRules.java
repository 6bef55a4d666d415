// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

/** What a publish asks of refs and tells clients, by where its objects come from. */
public enum PublishRules {
  /** From another machine: branches move forward only, and clients are told in the summary. */
  PUSH,
  /** From this machine: branches may move anywhere; a summary is renewed where there is one. */
  LOCAL_COMMIT
}
