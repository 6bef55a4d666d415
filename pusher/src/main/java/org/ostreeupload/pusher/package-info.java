// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The client: finds out what a receiver lacks, sends it and asks for the publish.
 *
 * <p>Start at {@link org.ostreeupload.pusher.Pusher#push}, which reads like a table of contents.
 * {@code PushPlan} decides what to send without sending anything, {@code Uploader} sends it, {@code
 * ReceiverClient} is the receiver as methods, and {@code HttpCaller} is the one place that speaks
 * HTTP and tries again. Refusals and failures are {@link org.ostreeupload.pusher.PushException}s
 * with a message for the user.
 */
@NullMarked
package org.ostreeupload.pusher;

import org.jspecify.annotations.NullMarked;
