// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Tests of version 1.
 *
 * <p>{@link org.ostreeupload.receiver.v1.GoClient} does what the original client does. {@link
 * org.ostreeupload.receiver.v1.OldClientTest} pushes with it; {@link
 * org.ostreeupload.receiver.v1.OriginalFaultsTest} and {@link
 * org.ostreeupload.receiver.v1.OriginalInterruptionsTest} hold a test for everything that went
 * wrong with the original receiver. {@link org.ostreeupload.receiver.v1.Setting} is what most of
 * them need.
 */
@NullMarked
package org.ostreeupload.receiver.v1;

import org.jspecify.annotations.NullMarked;
