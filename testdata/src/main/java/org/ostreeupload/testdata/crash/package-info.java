// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A file system for crash tests: it records what a program does, fails when told to, and makes
 * every state that a crash could have left.
 *
 * <p>Start at {@link org.ostreeupload.testdata.crash.CrashFileSystem}: it wraps a directory, and
 * the code under test gets a path from it. What that code did is a list of {@link
 * org.ostreeupload.testdata.crash.Operation operations}. {@link
 * org.ostreeupload.testdata.crash.CrashStates} replays them, and for each point of a crash lets
 * some of what was not yet durable arrive and the rest be lost; each {@link
 * org.ostreeupload.testdata.crash.CrashState} can be written to a real directory, to be opened and
 * judged there.
 *
 * <p>The rules are those of ext4 made stricter. Names and bytes are kept apart:
 *
 * <ul>
 *   <li>The bytes of a file are durable once the file is forced. Of each write since then, all, the
 *       first half, the size alone, or nothing may have arrived, whatever else did.
 *   <li>A name is durable once the directory that holds it is forced; forcing the file does not
 *       help. Each creation, link and deletion since then may have arrived or not, whatever else
 *       did. Who loses a directory loses all below it.
 *   <li>A rename happens as a whole, and is durable once its target's directory is forced. What
 *       takes the old name afterwards, or renames the file further, arrives only after it.
 *   <li>What was durable is never lost.
 *   <li>When forcing a file failed, what was written to it until then is not made durable by a
 *       later force: Linux marks such pages as clean.
 * </ul>
 *
 * <p>Owners, times, extended attributes and later changes of permissions are not modelled.
 */
@NullMarked
package org.ostreeupload.testdata.crash;

import org.jspecify.annotations.NullMarked;
