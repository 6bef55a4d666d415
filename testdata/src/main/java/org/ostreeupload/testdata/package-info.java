// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Repositories to test with, and the real {@code ostree} to judge by.
 *
 * <p>Start at {@link org.ostreeupload.testdata.GoldenRepositories}: repositories of every mode made
 * by the real tool. {@link org.ostreeupload.testdata.DamagedRepositories} makes archive
 * repositories with exactly one {@link org.ostreeupload.testdata.Fault} each, written byte by byte
 * here, so that no test judges the product by its own encoder. {@link
 * org.ostreeupload.testdata.Ostree} runs the real tool, {@link
 * org.ostreeupload.testdata.TreeListing} makes two checkouts comparable. The package {@code crash}
 * makes every state that a crash could leave.
 *
 * <p>For tests only. Nothing here depends on another module of the project.
 */
@NullMarked
package org.ostreeupload.testdata;

import org.jspecify.annotations.NullMarked;
