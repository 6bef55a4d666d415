// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Tests of serving a repository.
 *
 * <p>{@link org.ostreeupload.receiver.serve.PullTest} lets the real {@code ostree} pull; the others
 * speak HTTP themselves, through {@link org.ostreeupload.receiver.serve.FileServer}, and check what
 * ostree does not.
 */
@NullMarked
package org.ostreeupload.receiver.serve;

import org.jspecify.annotations.NullMarked;
