// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import org.ostreeupload.protocol.message.OpenedPush;

/**
 * A push as it was opened.
 *
 * @param push what the receiver tells about it
 * @param isNew whether it was not there before, with what has arrived for it
 */
record Opening(OpenedPush push, boolean isNew) {}
