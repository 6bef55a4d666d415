// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * A wish to move a branch.
 *
 * @param ref the branch
 * @param expected the commit that it points to now, as the caller believes; empty for a new branch
 * @param target the commit that it shall point to
 */
public record RefUpdate(RefName ref, Optional<Checksum> expected, Checksum target) {}
