// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Benchmarks of the inner loops, with JMH: {@link org.ostreeupload.bench.ObjectBenchmark}. {@code
 * make bench} runs them.
 */
@NullMarked
package org.ostreeupload.bench;

import org.jspecify.annotations.NullMarked;
