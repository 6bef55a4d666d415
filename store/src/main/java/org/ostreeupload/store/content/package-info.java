// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Content objects as streams: the archive form {@code .filez} and the plain content form.
 *
 * <p>Start at {@link org.ostreeupload.store.content.ContentVerifier}, which takes either form piece
 * by piece and tells the checksum; {@link org.ostreeupload.store.content.ArchiveWriter} writes the
 * archive form and tells the same. Memory is bounded whatever the size of an object. Source of both
 * forms: docs/DESIGN.md, "Content objects".
 */
@NullMarked
package org.ostreeupload.store.content;

import org.jspecify.annotations.NullMarked;
