// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Checks a repository of any mode, and brings back what it lacks.
 *
 * <p>Start at {@link org.ostreeupload.store.fsck.Fsck}, which tells the order of steps. {@code
 * ObjectScan} reads every file in {@code objects/}; {@code ClosureWalk} goes from the commits that
 * {@code Roots} finds to everything that they reach; {@code CommitChecks} and {@code SummaryCheck}
 * compare what commits and the summary say of others with what is there. What is wrong with objects
 * gathers in {@code Damage}, everything else in {@code Findings}; both end in a {@link
 * org.ostreeupload.store.fsck.FsckReport}. {@code Repair} takes objects from an {@link
 * org.ostreeupload.store.fsck.ObjectSource}. Source: docs/DESIGN.md, "Checking a repository".
 */
@NullMarked
package org.ostreeupload.store.fsck;

import org.jspecify.annotations.NullMarked;
