// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Benchmarks of the inner loops, with JMH: {@link org.ostreeupload.bench.ObjectBenchmark}. {@code
 * make jmh} runs them. Those of whole programs are in {@code peers}.
 */
@NullMarked
package org.ostreeupload.bench;

import org.jspecify.annotations.NullMarked;
