// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The daemon beside the production repository.
 *
 * <p>Start at {@link org.ostreeupload.receiver.Receiver}, where every route is named with the class
 * that answers it. Pushes are in {@code push}, one class for each request; {@code access} tells who
 * asks; {@code serve} gives the repository to {@code ostree pull}; {@code v1} speaks to clients of
 * the original ostree-upload. Every exception becomes an answer in {@link
 * org.ostreeupload.receiver.Problems} and nowhere else.
 */
@NullMarked
package org.ostreeupload.receiver;

import org.jspecify.annotations.NullMarked;
