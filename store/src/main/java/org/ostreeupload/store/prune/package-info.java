// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Deletes from a repository what no ref reaches any more, and of histories what nobody wants.
 *
 * <p>Start at {@link org.ostreeupload.store.prune.Prune}. It runs in two steps under the exclusive
 * lock. {@code Reachable} walks from the refs and learns what to keep; if it finds a hole, nothing
 * is deleted. {@code KeptCommits} finds the commits for it that a {@link
 * org.ostreeupload.store.prune.RetentionPolicy} wants. Then {@code DeltaSweep} goes through the
 * static deltas, and {@code ObjectSweep} through {@code objects/} in {@code Phase}s, what refers
 * before what it refers to. {@code LooseObject} tells what a file in {@code objects/} is, {@code
 * Tombstone} is what a deleted commit leaves.
 */
@NullMarked
package org.ostreeupload.store.prune;

import org.jspecify.annotations.NullMarked;
