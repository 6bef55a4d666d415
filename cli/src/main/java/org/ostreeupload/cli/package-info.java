// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The commands. Start at {@link org.ostreeupload.cli.Main}, the only place that reads the
 * environment, writes to the standard streams and ends the program; each command is a class named
 * after it. {@link org.ostreeupload.cli.ExitStatus} lists what exit statuses mean.
 */
@NullMarked
package org.ostreeupload.cli;

import org.jspecify.annotations.NullMarked;
