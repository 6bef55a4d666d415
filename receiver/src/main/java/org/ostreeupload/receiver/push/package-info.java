// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Pushes, one class for each request, in the order of a push: {@code OpenPushEndpoint}, {@code
 * MissingEndpoint}, {@code BundleEndpoint} and {@code LargeObjectEndpoint}, {@code
 * PublishEndpoint}, {@code DiscardEndpoint}. Start at {@link
 * org.ostreeupload.receiver.push.PushSessions}, which keeps what is between them: a {@link
 * org.ostreeupload.receiver.push.PushSession} with its transaction. {@link
 * org.ostreeupload.receiver.push.PushApi} names the routes. Other dialects translate to the same
 * pushes; what they need of this package is public.
 */
@NullMarked
package org.ostreeupload.receiver.push;

import org.jspecify.annotations.NullMarked;
