// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

/**
 * What one run cost.
 *
 * @param seconds from the start of the client's process to its end
 * @param cpu processor seconds of both sides
 * @param clientKib the most memory that the client had, in KiB
 * @param serverKib the same of the server; 0 if there is none
 * @param wire bytes over the loopback device, both ways, with everything that TCP adds
 * @param requests how many requests were made; 0 if nobody counts them
 * @param inside seconds as the client itself counts them, without its start; 0 if it does not
 */
record Measurement(
    double seconds,
    double cpu,
    long clientKib,
    long serverKib,
    long wire,
    long requests,
    double inside) {}
