// SPDX-License-Identifier: AGPL-3.0-or-later
/** Tests that crash states are what the rules say, neither fewer nor more. */
@NullMarked
package org.ostreeupload.testdata.crash;

import org.jspecify.annotations.NullMarked;
