// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Gives the production repository to {@code ostree pull}: files over HTTP, and nothing that a
 * client does not ask for.
 *
 * <p>Start at {@link org.ostreeupload.receiver.serve.RepositoryFiles}, which answers one request.
 * {@link org.ostreeupload.receiver.serve.PathComponents} and {@link
 * org.ostreeupload.receiver.serve.ServedPath} decide whether there may be a file behind a path,
 * {@link org.ostreeupload.receiver.serve.ServedFile} opens it, {@link
 * org.ostreeupload.receiver.serve.Conditions} compares it with what the client has already, and
 * {@link org.ostreeupload.receiver.serve.ByteRange} says which part of it to send. {@link
 * org.ostreeupload.receiver.serve.PublicConfig} keeps the secrets of a configuration at home.
 */
@NullMarked
package org.ostreeupload.receiver.serve;

import org.jspecify.annotations.NullMarked;
