// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver;

import java.time.Duration;
import org.ostreeupload.protocol.message.Limits;

/**
 * How a receiver works.
 *
 * @param host the address to listen on; empty for all
 * @param port the port to listen on; 0 for any that is free
 * @param idle after how long without a request a push is given up
 * @param limits how much is taken at once
 * @param version the version of the program, for {@code capabilities}
 */
public record ReceiverOptions(
    String host, int port, Duration idle, Limits limits, String version) {}
