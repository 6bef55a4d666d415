// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * API tokens: making them, keeping them in a file, and telling whether one that was offered is
 * good.
 *
 * <p>A {@link org.ostreeupload.tokens.Token} is the secret that a build machine holds. The daemon
 * keeps a {@link org.ostreeupload.tokens.TokenEntry} for each, which knows the token by its {@link
 * org.ostreeupload.tokens.TokenHash} only and says until when and for which refs it is good. The
 * entries live in a YAML file that a person can read and edit, a {@link
 * org.ostreeupload.tokens.TokenFile}:
 *
 * <pre>{@code
 * tokens:
 * - id: "k7wq2mzd"                        # names the entry in logs; not secret
 *   hash: "9f86d081…"                     # SHA-256 of the token, 64 hexadecimal digits
 *   created: "2026-01-31T10:20:30Z"
 *   expires: "2027-01-31T00:00:00Z"       # optional; never, if absent
 *   comment: "nightly builds"             # optional
 *   refs: ["os/devel/*", "os/next/**"]    # optional; every ref, if absent
 *   permissions: ["push"]                 # optional; this, if absent
 * - token: "a clear token of an older version of the program"
 *   created: "2020-05-01T10:20:30Z"
 * }</pre>
 *
 * <p>Where to start:
 *
 * <ul>
 *   <li>to issue: {@link org.ostreeupload.tokens.Token#random}, {@link
 *       org.ostreeupload.tokens.TokenEntry#issue}, {@link
 *       org.ostreeupload.tokens.TokenFile#append};
 *   <li>to check: {@link org.ostreeupload.tokens.TokenAuthority}, which follows the file while the
 *       daemon runs and answers with a {@link org.ostreeupload.tokens.Verdict}.
 * </ul>
 *
 * <p>Two rules hold everywhere: no message, log line or {@code toString()} shows a token, and what
 * is not understood in the file is refused, because guessing would mean guessing who may push.
 */
@NullMarked
package org.ostreeupload.tokens;

import org.jspecify.annotations.NullMarked;
