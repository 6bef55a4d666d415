// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Writing to a repository: objects are staged and checked, then published, refs last.
 *
 * <p>Start at {@link org.ostreeupload.store.publish.Transaction}. What it receives goes through an
 * {@link org.ostreeupload.store.publish.ObjectSink}, which checks every byte, into staging, where
 * no reader looks. {@link org.ostreeupload.store.publish.Transaction#publish} moves refs, all or
 * none: {@code RefCheck} says whether each may move, {@code ClosureCheck} whether everything that
 * they will reach is there, {@code Publisher} does it in the order that readers rely on, and {@code
 * SummaryWriter} tells clients. What was cut short is finished or taken back from its {@link
 * org.ostreeupload.store.publish.Journal} by {@code Replay}, at the next start by {@link
 * org.ostreeupload.store.publish.Recovery}. Source: docs/DESIGN.md, "Publishing".
 */
@NullMarked
package org.ostreeupload.store.publish;

import org.jspecify.annotations.NullMarked;
