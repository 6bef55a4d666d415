// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.io.IOException;

/** Says how each fault is made. */
final class Damage {

  private Damage() {}

  /** Publishes {@code fault} in {@code draft} and returns the name of the faulty object. */
  static String publish(Fault fault, Draft draft) throws IOException {
    return switch (fault) {
      case FILEZ_CHECKSUM -> FileFaults.flippedByte(draft);
      case FILEZ_NO_BYTES -> FileFaults.noBytes(draft);
      case FILEZ_SHORT_PREFIX -> FileFaults.shortPrefix(draft);
      case FILEZ_TRUNCATED -> FileFaults.truncated(draft);
      case FILEZ_UNFINISHED -> FileFaults.unfinished(draft);
      case FILEZ_NO_STREAM -> FileFaults.emptyWithoutStream(draft);
      case FILEZ_TRAILING_BYTES -> FileFaults.trailingBytes(draft);
      case FILEZ_ZLIB_WRAPPED -> FileFaults.zlibWrapped(draft);
      case FILEZ_SIZE_TOO_BIG -> FileFaults.sizeOffBy(draft, 1);
      case FILEZ_SIZE_TOO_SMALL -> FileFaults.sizeOffBy(draft, -1);
      case FILEZ_SIZE_HUGE -> FileFaults.claimedSize(draft, -1);
      case FILEZ_BOMB -> FileFaults.bomb(draft);
      case FILEZ_HEADER_LENGTH_ZERO -> FileFaults.headerLength(draft, 0);
      case FILEZ_HEADER_LENGTH_BEYOND_FILE -> FileFaults.headerLength(draft, 100_000);
      case FILEZ_HEADER_LENGTH_HUGE -> FileFaults.headerLength(draft, -1);
      case FILEZ_PADDING -> FileFaults.paddingNotZero(draft);
      case FILEZ_HEADER_EXTRA_BYTE -> FileFaults.headerExtraByte(draft);
      case FILEZ_HEADER_BAD_OFFSET -> FileFaults.headerBadOffset(draft);
      case FILEZ_DEVICE -> FileFaults.device(draft);
      case FILEZ_MODE_DIRECTORY -> FileFaults.mode(draft, 040755);
      case FILEZ_MODE_FIFO -> FileFaults.mode(draft, 010644);
      case FILEZ_MODE_NO_TYPE -> FileFaults.mode(draft, 0644);
      case FILEZ_MODE_HIGH_BITS -> FileFaults.mode(draft, 01000000 | 0100644);
      case FILEZ_XATTRS_UNSORTED ->
          FileFaults.xattrs(draft, new Xattrs().with("user.b\0", "1").with("user.a\0", "2"));
      case FILEZ_XATTRS_DUPLICATE ->
          FileFaults.xattrs(draft, new Xattrs().with("user.a\0", "1").with("user.a\0", "2"));
      case FILEZ_XATTR_NAME_WITHOUT_NUL ->
          FileFaults.xattrs(draft, new Xattrs().with("user.a", "1"));
      case FILEZ_XATTR_NAME_INNER_NUL ->
          FileFaults.xattrs(draft, new Xattrs().with("user.a\0b\0", "1"));
      case FILEZ_XATTR_NAME_EMPTY -> FileFaults.xattrs(draft, new Xattrs().with("\0", "1"));
      case FILEZ_XATTR_NAME_NO_BYTES -> FileFaults.xattrs(draft, new Xattrs().with("", "1"));
      case FILEZ_REGULAR_WITH_TARGET -> FileFaults.regularFileWithTarget(draft);
      case FILEZ_SYMLINK_WITH_PAYLOAD -> FileFaults.symlinkWithPayload(draft);
      case FILEZ_SYMLINK_EMPTY_TARGET -> FileFaults.symlinkTo(draft, new byte[0]);
      case FILEZ_SYMLINK_NOT_UTF8 -> FileFaults.symlinkTo(draft, new byte[] {'t', (byte) 0xff});
      case FILEZ_MISSING -> FileFaults.missing(draft);
      case DIRTREE_CHECKSUM -> DirtreeFaults.wrongName(draft);
      case DIRTREE_NO_BYTES -> DirtreeFaults.noBytes(draft);
      case DIRTREE_TRAILING_BYTE -> DirtreeFaults.trailingByte(draft);
      case DIRTREE_BAD_OFFSET -> DirtreeFaults.badOffset(draft);
      case DIRTREE_FILES_UNSORTED -> DirtreeFaults.files(draft, "b", "a");
      case DIRTREE_FILES_IN_UTF16_ORDER -> DirtreeFaults.files(draft, "\ud83d\ude00", "\uffee");
      case DIRTREE_DIRECTORIES_UNSORTED -> DirtreeFaults.directories(draft, "b", "a");
      case DIRTREE_FILE_TWICE -> DirtreeFaults.files(draft, "same", "same");
      case DIRTREE_DIRECTORY_TWICE -> DirtreeFaults.directories(draft, "same", "same");
      case DIRTREE_FILE_AND_DIRECTORY -> DirtreeFaults.fileAndDirectory(draft);
      case DIRTREE_NAME_EMPTY -> DirtreeFaults.files(draft, "");
      case DIRTREE_NAME_OF_256_BYTES -> DirtreeFaults.files(draft, "n".repeat(256));
      case DIRTREE_NAME_DOT -> DirtreeFaults.files(draft, ".");
      case DIRTREE_NAME_DOT_DOT -> DirtreeFaults.files(draft, "..");
      case DIRTREE_NAME_WITH_SLASH -> DirtreeFaults.files(draft, "a/b");
      case DIRTREE_NAME_WITH_NUL -> DirtreeFaults.files(draft, "a\0b");
      case DIRTREE_NAME_NOT_UTF8 -> DirtreeFaults.nameNotUtf8(draft);
      case DIRTREE_DIRECTORY_NAME_EMPTY -> DirtreeFaults.directories(draft, "");
      case DIRTREE_DIRECTORY_NAME_DOT_DOT -> DirtreeFaults.directories(draft, "..");
      case DIRTREE_DIRECTORY_NAME_WITH_SLASH -> DirtreeFaults.directories(draft, "a/b");
      case DIRTREE_DIRECTORY_NAME_OF_256_BYTES -> DirtreeFaults.directories(draft, "n".repeat(256));
      case DIRTREE_FILE_CHECKSUM_OF_31_BYTES -> DirtreeFaults.fileChecksumLength(draft, 31);
      case DIRTREE_DIRECTORY_CHECKSUM_OF_33_BYTES ->
          DirtreeFaults.directoryChecksumLength(draft, 33);
      case DIRTREE_DIRMETA_CHECKSUM_EMPTY -> DirtreeFaults.dirmetaChecksumLength(draft, 0);
      case DIRTREE_OVERSIZED -> DirtreeFaults.oversized(draft);
      case DIRTREE_MISSING -> DirtreeFaults.missing(draft);
      case DIRMETA_CHECKSUM -> DirmetaFaults.wrongName(draft);
      case DIRMETA_NO_BYTES -> DirmetaFaults.noBytes(draft);
      case DIRMETA_EXTRA_BYTE -> DirmetaFaults.extraByte(draft);
      case DIRMETA_MODE_FILE -> DirmetaFaults.mode(draft, 0100755);
      case DIRMETA_MODE_HIGH_BITS -> DirmetaFaults.mode(draft, 01000000 | 040755);
      case DIRMETA_XATTRS_UNSORTED ->
          DirmetaFaults.xattrs(draft, new Xattrs().with("user.b\0", "1").with("user.a\0", "2"));
      case DIRMETA_XATTRS_DUPLICATE ->
          DirmetaFaults.xattrs(draft, new Xattrs().with("user.a\0", "1").with("user.a\0", "2"));
      case DIRMETA_XATTR_NAME_WITHOUT_NUL ->
          DirmetaFaults.xattrs(draft, new Xattrs().with("user.a", "1"));
      case DIRMETA_XATTR_NAME_EMPTY -> DirmetaFaults.xattrs(draft, new Xattrs().with("\0", "1"));
      case DIRMETA_MISSING -> DirmetaFaults.missing(draft);
      case COMMIT_CHECKSUM -> CommitFaults.wrongName(draft);
      case COMMIT_NO_BYTES -> CommitFaults.noBytes(draft);
      case COMMIT_TRAILING_BYTE -> CommitFaults.trailingByte(draft);
      case COMMIT_PADDING -> CommitFaults.paddingNotZero(draft);
      case COMMIT_DIRTREE_CHECKSUM_OF_31_BYTES -> CommitFaults.treeChecksumLength(draft, 31);
      case COMMIT_DIRMETA_CHECKSUM_OF_33_BYTES -> CommitFaults.metaChecksumLength(draft, 33);
      case COMMIT_PARENT_OF_5_BYTES -> CommitFaults.parentLength(draft, 5);
      case COMMIT_METADATA_KEY_EMPTY ->
          CommitFaults.metadata(draft, "", Gvariant.variant("s", Gvariant.string("value")));
      case COMMIT_METADATA_NOT_UTF8 ->
          CommitFaults.metadata(draft, "key", Gvariant.variant("s", new byte[] {(byte) 0xff, 0}));
      case COMMIT_METADATA_BAD_TYPE ->
          CommitFaults.metadata(draft, "key", Gvariant.variant("z", new byte[1]));
      case COMMIT_METADATA_DEEP -> CommitFaults.nestedVariants(draft, 200);
      case COMMIT_METADATA_BOTTOMLESS -> CommitFaults.nestedVariants(draft, 1_000_000);
      case COMMIT_METADATA_DEEP_TYPE -> CommitFaults.nestedType(draft, 200);
      case COMMIT_SUBJECT_NOT_UTF8 -> CommitFaults.subjectNotUtf8(draft);
      case COMMIT_OVERSIZED -> CommitFaults.oversized(draft);
      case COMMIT_MISSING -> CommitFaults.missing(draft);
      case COMMIT_BOUND_TO_OTHER_REF -> CommitFaults.boundToRef(draft, "other");
      case COMMIT_BOUND_TO_OTHER_COLLECTION ->
          CommitFaults.boundToCollection(draft, "org.example.Other");
      case COMMIT_PARTIAL -> RepositoryFaults.partial(draft, "");
      case COMMIT_PARTIAL_BY_FSCK -> RepositoryFaults.partial(draft, "f");
      case REF_UPPER_CASE -> RepositoryFaults.refUpperCase(draft);
      case REF_TRUNCATED -> RepositoryFaults.refTruncated(draft);
      case REF_EMPTY -> RepositoryFaults.refEmpty(draft);
      case REF_DANGLING -> RepositoryFaults.refDangling(draft);
      case REF_NAME -> RepositoryFaults.refName(draft, "-main");
    };
  }
}
