// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What travels as JSON, in the order of a push: {@link org.ostreeupload.protocol.message.OpenPush},
 * {@link org.ostreeupload.protocol.message.OpenedPush}, {@link
 * org.ostreeupload.protocol.message.BundleResult}, {@link
 * org.ostreeupload.protocol.message.Publish}, {@link org.ostreeupload.protocol.message.Published}.
 */
@NullMarked
package org.ostreeupload.protocol.message;

import org.jspecify.annotations.NullMarked;
