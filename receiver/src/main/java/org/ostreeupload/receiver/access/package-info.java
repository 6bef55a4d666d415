// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who asks: {@link org.ostreeupload.receiver.access.Authenticator}. */
@NullMarked
package org.ostreeupload.receiver.access;

import org.jspecify.annotations.NullMarked;
