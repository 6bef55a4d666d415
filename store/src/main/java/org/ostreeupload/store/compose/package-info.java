// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Making commits of directories. Start at {@link org.ostreeupload.store.compose.DirectoryCommit};
 * it writes the same objects, to the byte, as {@code ostree commit --tree=dir=…} does.
 */
@NullMarked
package org.ostreeupload.store.compose;

import org.jspecify.annotations.NullMarked;
