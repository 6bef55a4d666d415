// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The repository's configuration file: {@link org.ostreeupload.store.config.KeyFile} reads and
 * edits the GKeyFile syntax, {@link org.ostreeupload.store.config.RepositoryConfig} gives its keys
 * their meaning.
 */
@NullMarked
package org.ostreeupload.store.config;

import org.jspecify.annotations.NullMarked;
