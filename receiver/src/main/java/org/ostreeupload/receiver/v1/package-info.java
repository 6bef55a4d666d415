// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The HTTP API of the original ostree-upload, so that its client can push to this receiver. One
 * class for each request, in the order of a push: {@code InfoEndpoint}, {@code QueueEndpoint},
 * {@code MissingEndpoint}, {@code UploadEndpoint}. Underneath, a queue entry is a {@link
 * org.ostreeupload.receiver.push.PushSession} as any other, with the same checks.
 *
 * <p>Start at {@link org.ostreeupload.receiver.v1.QueueApi}, which names the routes. Source:
 * docs/PROTOCOL.md, "Version 1".
 */
@NullMarked
package org.ostreeupload.receiver.v1;

import org.jspecify.annotations.NullMarked;
