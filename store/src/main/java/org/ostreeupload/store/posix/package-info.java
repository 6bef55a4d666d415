// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The few system calls that java.nio does not have, through the foreign-function API. Start at
 * {@link org.ostreeupload.store.posix.Posix}.
 */
@NullMarked
package org.ostreeupload.store.posix;

import org.jspecify.annotations.NullMarked;
