// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import java.util.Optional;

/**
 * What a part of a form says of itself.
 *
 * @param name the name of its field
 * @param fileName the name of its file; empty if it is a plain field
 */
record Part(String name, Optional<String> fileName) {}
