// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * What a repository's configuration says, checked.
 *
 * <p>Source: docs/DESIGN.md, "Configuration".
 *
 * @param mode how content objects are kept
 * @param collectionId the collection that the repository's refs belong to
 * @param fsync whether what is written must be made durable
 * @param locking whether {@code .lock} is used
 * @param lockTimeout how long to wait for the lock
 * @param tombstoneCommits whether deleted commits leave a tombstone
 * @param indexedDeltas whether clients are told to look for delta indexes
 * @param deltasInSummary whether the summary lists static deltas
 * @param minFreeSpace how much of the disk has to stay free
 * @param zlibLevel the deflate level for content objects, 1 to 9
 */
public record RepositoryConfig(
    RepositoryMode mode,
    Optional<String> collectionId,
    boolean fsync,
    boolean locking,
    Duration lockTimeout,
    boolean tombstoneCommits,
    boolean indexedDeltas,
    boolean deltasInSummary,
    MinFreeSpace minFreeSpace,
    int zlibLevel) {
  private static final Pattern COLLECTION_ID =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)+");
  private static final int MAX_COLLECTION_ID = 255;
  private static final String CORE = "core";

  /**
   * Reads the keys of a configuration file.
   *
   * @throws MalformedException naming a key whose value nobody could work with
   */
  public static RepositoryConfig of(KeyFile file) throws MalformedException {
    String version = file.get(CORE, "repo_version").orElse("");
    if (!version.equals("1")) {
      throw new MalformedException("core.repo_version is '" + version + "', only 1 is known");
    }
    if (bool(file, "archive", false)) {
      throw new MalformedException("core.archive=true is an ancient format that is not supported");
    }
    String mode = file.get(CORE, "mode").orElse("bare");
    Optional<String> collectionId = file.get(CORE, "collection-id").filter(id -> !id.isEmpty());
    if (collectionId.isPresent()) {
      requireCollectionId(collectionId.get());
    }
    return new RepositoryConfig(
        RepositoryMode.of(mode)
            .orElseThrow(() -> new MalformedException("core.mode is '" + mode + "', unknown")),
        collectionId,
        bool(file, "fsync", true),
        bool(file, "locking", true),
        lockTimeout(file),
        bool(file, "tombstone-commits", false),
        bool(file, "indexed-deltas", false),
        !bool(file, "no-deltas-in-summary", false),
        minFreeSpace(file),
        Math.clamp(integer(file, "archive", "zlib-level", 6), 1, 9));
  }

  /**
   * Checks a collection id: two or more words joined by dots.
   *
   * @throws MalformedException if it is none
   */
  public static void requireCollectionId(String id) throws MalformedException {
    if (id.length() > MAX_COLLECTION_ID || !COLLECTION_ID.matcher(id).matches()) {
      throw new MalformedException(
          "'" + id + "' is no collection id: it wants words joined by dots, as org.example.Os");
    }
  }

  private static MinFreeSpace minFreeSpace(KeyFile file) throws MalformedException {
    Optional<String> size = file.get(CORE, "min-free-space-size");
    if (size.isPresent()) {
      return MinFreeSpace.ofSize(size.get());
    }
    int percent = integer(file, CORE, "min-free-space-percent", MinFreeSpace.USUAL.percent());
    return MinFreeSpace.ofPercent(percent);
  }

  private static Duration lockTimeout(KeyFile file) throws MalformedException {
    int seconds = integer(file, CORE, "lock-timeout-secs", 30);
    return seconds < 0 ? Duration.ofDays(1) : Duration.ofSeconds(seconds);
  }

  private static boolean bool(KeyFile file, String key, boolean absent) throws MalformedException {
    String value = file.get(CORE, key).orElse(Boolean.toString(absent));
    return switch (value) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw new MalformedException("core." + key + " is '" + value + "', not true or false");
    };
  }

  private static int integer(KeyFile file, String group, String key, int absent)
      throws MalformedException {
    String value = file.get(group, key).orElse(Integer.toString(absent));
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new MalformedException(group + "." + key + " is '" + value + "', not a whole number");
    }
  }
}
