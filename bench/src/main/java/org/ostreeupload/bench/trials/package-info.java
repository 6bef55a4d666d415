// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Whole-system trials: the real programs as processes of their own, disturbed as production
 * disturbs them, and looked at with the real {@code ostree}. {@code bench/trials} runs them.
 *
 * <p>Start at {@link org.ostreeupload.bench.trials.Main}, which names every {@code Trial}. A trial
 * takes place in a {@link org.ostreeupload.bench.trials.lab.Lab}, and ends with a {@code Result} or
 * at the first {@code Violation} of what must always be true.
 */
@NullMarked
package org.ostreeupload.bench.trials;

import org.jspecify.annotations.NullMarked;
