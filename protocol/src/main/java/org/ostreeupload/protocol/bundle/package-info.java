// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Bundles: many objects in one stream. {@link org.ostreeupload.protocol.bundle.BundleWriter} makes
 * one, {@link org.ostreeupload.protocol.bundle.BundleReader} takes it apart again, frame by frame.
 * Source: docs/PROTOCOL.md, "Bundles".
 */
@NullMarked
package org.ostreeupload.protocol.bundle;

import org.jspecify.annotations.NullMarked;
