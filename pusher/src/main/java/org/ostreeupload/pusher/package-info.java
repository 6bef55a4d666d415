// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The client: finds out what a receiver lacks, sends it and asks for the publish.
 *
 * <p>Start at {@link org.ostreeupload.pusher.Pusher#push}, which reads like a table of contents.
 * {@code Targets} is what is wanted; {@code Planner} decides what to send without sending anything,
 * {@code Uploader} sends it, {@code Publication} has it published, and {@code Reopenings} says when
 * to begin again. {@code PushSession} is the receiver as methods, {@code HttpCaller} the one place
 * that speaks HTTP, and {@code Retries} repeats requests. Refusals and failures are {@link
 * org.ostreeupload.pusher.PushException}s with a message for the user.
 */
@NullMarked
package org.ostreeupload.pusher;

import org.jspecify.annotations.NullMarked;
