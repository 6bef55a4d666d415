// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What trials are made with: repositories by the real {@code ostree}, the real programs as
 * processes, and ways to disturb them.
 *
 * <p>Start at {@link org.ostreeupload.bench.trials.lab.Lab}, where a trial takes place: {@code
 * BuildRepository} and {@code PushProcess} are the build machine, {@code Production} and {@code
 * ReceiverProcess} the other side, {@code Proxy} the network between them and {@code Tmpfs} a small
 * disk. What must always be true is checked by {@code Production} and {@code Clone}, which throw
 * {@code Violation}s.
 */
@NullMarked
package org.ostreeupload.bench.trials.lab;

import org.jspecify.annotations.NullMarked;
