// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.util.List;
import java.util.Optional;

/**
 * Some contenders with the same to do.
 *
 * @param name for tables and the command line
 * @param what it is about, for people
 * @param data what is to be brought
 * @param network what is between client and server; empty for the loopback device as it is
 * @param contenders the first is the one that the others are measured by
 */
record Race(
    String name,
    String what,
    DataSet data,
    Optional<Link.Shape> network,
    List<Contender> contenders) {}
