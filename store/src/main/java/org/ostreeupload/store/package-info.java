// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * OSTree repositories on disk. No network.
 *
 * <p>Start at {@link org.ostreeupload.store.Repository}: open one, ask its {@link
 * org.ostreeupload.store.ObjectStore} for objects and its {@link org.ostreeupload.store.Refs} for
 * heads. {@link org.ostreeupload.store.Closure} and {@link org.ostreeupload.store.History} walk
 * what commits reach. Writing is in the package {@code publish}, which stages objects and makes
 * them visible, refs last; {@code compose} makes commits of directories; {@code prune} deletes what
 * nobody needs, and {@code fsck} finds and repairs what is damaged.
 *
 * <p>Below lie the packages of the formats: {@code object} (values), {@code content} (streams),
 * {@code config}, {@code gvariant}; and {@code posix}, the system calls.
 */
@NullMarked
package org.ostreeupload.store;

import org.jspecify.annotations.NullMarked;
