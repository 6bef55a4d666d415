// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Patches: what is new in a file against an earlier version of it, and how to make the stored file
 * out of that.
 *
 * <p>{@link org.ostreeupload.store.patch.PatchMaker} makes a patch from two content objects, {@link
 * org.ostreeupload.store.patch.PatchedObject} makes the second out of the first and the patch. It
 * takes over what it can of the first as it is deflated, since deflating again is the slowest thing
 * that either side could do. Both read from beginning to end, and need little memory whatever the
 * size of the files. Source of the format: docs/PROTOCOL.md, "Patches".
 */
@NullMarked
package org.ostreeupload.store.patch;

import org.jspecify.annotations.NullMarked;
