// SPDX-License-Identifier: AGPL-3.0-or-later
/** Tests that the test data is what it says, judged by the real {@code ostree}. */
@NullMarked
package org.ostreeupload.testdata;

import org.jspecify.annotations.NullMarked;
