// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * How fast a push is beside the other ways to bring a commit to another repository: the same data,
 * in turn, in one series, each program as a process of its own. {@code bench/peers} runs it.
 *
 * <p>Start at {@link org.ostreeupload.bench.peers.Main}. A {@link
 * org.ostreeupload.bench.peers.Race} says which {@link org.ostreeupload.bench.peers.Contender}s
 * bring what {@link org.ostreeupload.bench.peers.DataSet} over what {@link
 * org.ostreeupload.bench.peers.Link}, and {@link org.ostreeupload.bench.peers.Series} makes it.
 * What counts is the ratio within a round: the machine is another one from minute to minute.
 */
@NullMarked
package org.ostreeupload.bench.peers;

import org.jspecify.annotations.NullMarked;
