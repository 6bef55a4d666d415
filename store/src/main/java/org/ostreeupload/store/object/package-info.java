// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What OSTree stores, as values: names of objects and refs, and the objects themselves. No I/O.
 *
 * <p>Start at {@link org.ostreeupload.store.object.ObjectName} (a {@link
 * org.ostreeupload.store.object.Checksum} and an {@link org.ostreeupload.store.object.ObjectType}),
 * then {@link org.ostreeupload.store.object.Commit}, which names a {@link
 * org.ostreeupload.store.object.DirTree} and a {@link org.ostreeupload.store.object.DirMeta}.
 * Content objects are a {@link org.ostreeupload.store.object.FileHeader} and data; the package
 * {@code content} streams those. Every {@code parse} is strict: what it accepts, every OSTree
 * client accepts.
 */
@NullMarked
package org.ostreeupload.store.object;

import org.jspecify.annotations.NullMarked;
