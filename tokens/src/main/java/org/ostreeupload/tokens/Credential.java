// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

/**
 * What a token file holds to recognize a token by: its hash, or, in files of older versions, the
 * token itself. Immutable.
 */
public sealed interface Credential permits Token, TokenHash {
  /** The hash of the token that this credential stands for. */
  TokenHash hash();
}
