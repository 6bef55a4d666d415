// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The push protocol, version 2, once for both sides. No sockets.
 *
 * <p>Start at {@link org.ostreeupload.protocol.Routes}, the paths in the order in which a push
 * calls them. What travels as JSON is in {@code message}, read and written by {@link
 * org.ostreeupload.protocol.Json}; objects travel in the frames of {@code bundle}; questions about
 * many objects are {@link org.ostreeupload.protocol.NameStream}s. A refusal is a {@link
 * org.ostreeupload.protocol.message.Problem} with an {@link
 * org.ostreeupload.protocol.message.ErrorCode}. Source: docs/PROTOCOL.md.
 */
@NullMarked
package org.ostreeupload.protocol;

import org.jspecify.annotations.NullMarked;
