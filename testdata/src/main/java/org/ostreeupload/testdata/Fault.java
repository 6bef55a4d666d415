// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.util.Locale;

/**
 * All that can be wrong with an archive repository, one thing at a time.
 *
 * <p>None of these commits may be published, whatever {@link #fsck} says. What is wrong with an
 * object or a binding is the receiver's to refuse, whoever sent it; what is wrong with {@code
 * state/} or a ref of the source (reasons {@code partial} and {@code ref}) only the pusher can see.
 */
public enum Fault {
  // Content objects.
  FILEZ_CHECKSUM("checksum", Fsck.REFUSES, "one bit of the payload is flipped"),
  FILEZ_NO_BYTES("truncated", Fsck.REFUSES, "the object has no bytes"),
  FILEZ_SHORT_PREFIX(
      "truncated", Fsck.REFUSES, "the object ends within the eight bytes before the header"),
  FILEZ_TRUNCATED(
      "truncated", Fsck.REFUSES, "the deflate stream ends in the middle of the payload"),
  FILEZ_UNFINISHED(
      "truncated",
      Fsck.REFUSES,
      "the deflate stream holds the whole payload but has no last block"),
  FILEZ_NO_STREAM("truncated", Fsck.REFUSES, "an empty file has no deflate stream at all"),
  FILEZ_TRAILING_BYTES("trailing", Fsck.ACCEPTS, "bytes follow the end of the deflate stream"),
  FILEZ_ZLIB_WRAPPED("deflate", Fsck.REFUSES, "the payload is a zlib stream, not raw deflate"),
  FILEZ_SIZE_TOO_BIG("size", Fsck.ACCEPTS, "the header claims a byte more than there is"),
  FILEZ_SIZE_TOO_SMALL("size", Fsck.ACCEPTS, "the header claims a byte less than there is"),
  FILEZ_SIZE_HUGE(
      "size", Fsck.ACCEPTS, "the header claims 2^64-1 bytes, which is -1 for a signed reader"),
  FILEZ_BOMB("size", Fsck.ACCEPTS, "the header claims 10 bytes, the stream inflates to 512 MiB"),
  FILEZ_HEADER_LENGTH_ZERO("header", Fsck.REFUSES, "the length of the header is given as 0"),
  FILEZ_HEADER_LENGTH_BEYOND_FILE(
      "header", Fsck.REFUSES, "the length of the header is given as more than the file has"),
  FILEZ_HEADER_LENGTH_HUGE("header", Fsck.REFUSES, "the length of the header is given as 2^32-1"),
  FILEZ_PADDING(
      "padding", Fsck.ACCEPTS, "the four bytes after the length of the header are not zero"),
  FILEZ_HEADER_EXTRA_BYTE(
      "normal-form", Fsck.ACCEPTS, "a zero byte stands where the empty list of attributes is"),
  FILEZ_HEADER_BAD_OFFSET("normal-form", Fsck.ACCEPTS, "the offset in the header points behind it"),
  FILEZ_DEVICE("rdev", Fsck.REFUSES, "the device number is not 0"),
  FILEZ_MODE_DIRECTORY("mode", Fsck.REFUSES, "the mode is that of a directory"),
  FILEZ_MODE_FIFO("mode", Fsck.REFUSES, "the mode is that of a named pipe"),
  FILEZ_MODE_NO_TYPE("mode", Fsck.REFUSES, "the mode has no file type"),
  FILEZ_MODE_HIGH_BITS("mode", Fsck.REFUSES, "the mode has a bit above 0177777"),
  FILEZ_XATTRS_UNSORTED("xattrs", Fsck.ACCEPTS, "the attributes are not sorted by name"),
  FILEZ_XATTRS_DUPLICATE("xattrs", Fsck.ACCEPTS, "an attribute appears twice"),
  FILEZ_XATTR_NAME_WITHOUT_NUL(
      "xattrs", Fsck.ACCEPTS, "the name of an attribute does not end with NUL"),
  FILEZ_XATTR_NAME_INNER_NUL("xattrs", Fsck.ACCEPTS, "the name of an attribute has a NUL within"),
  FILEZ_XATTR_NAME_EMPTY("xattrs", Fsck.ACCEPTS, "the name of an attribute is nothing but its NUL"),
  FILEZ_XATTR_NAME_NO_BYTES("xattrs", Fsck.ACCEPTS, "the name of an attribute has no bytes"),
  FILEZ_REGULAR_WITH_TARGET("symlink", Fsck.ACCEPTS, "a regular file has a symlink's target"),
  FILEZ_SYMLINK_WITH_PAYLOAD("symlink", Fsck.ACCEPTS, "a payload follows the header of a symlink"),
  FILEZ_SYMLINK_EMPTY_TARGET("symlink", Fsck.ACCEPTS, "the target of a symlink is empty"),
  FILEZ_SYMLINK_NOT_UTF8("normal-form", Fsck.REFUSES, "the target of a symlink is not UTF-8"),
  FILEZ_MISSING("missing", Fsck.REFUSES, "a file of the tree has no object"),

  // Dirtrees.
  DIRTREE_CHECKSUM("checksum", Fsck.REFUSES, "the bytes are those of another dirtree"),
  DIRTREE_NO_BYTES("normal-form", Fsck.ACCEPTS, "the object has no bytes"),
  DIRTREE_TRAILING_BYTE("normal-form", Fsck.REFUSES, "a zero byte follows"),
  DIRTREE_BAD_OFFSET("normal-form", Fsck.ACCEPTS, "an offset points behind the object"),
  DIRTREE_FILES_UNSORTED("order", Fsck.ACCEPTS, "the files are not sorted by name"),
  DIRTREE_FILES_IN_UTF16_ORDER(
      "order", Fsck.ACCEPTS, "the files are sorted by UTF-16 unit, not by byte"),
  DIRTREE_DIRECTORIES_UNSORTED("order", Fsck.ACCEPTS, "the directories are not sorted by name"),
  DIRTREE_FILE_TWICE("duplicate", Fsck.ACCEPTS, "two files have the same name"),
  DIRTREE_DIRECTORY_TWICE("duplicate", Fsck.ACCEPTS, "two directories have the same name"),
  DIRTREE_FILE_AND_DIRECTORY(
      "duplicate", Fsck.ACCEPTS, "a file and a directory have the same name"),
  DIRTREE_NAME_EMPTY("name", Fsck.ACCEPTS, "the name of a file is empty"),
  DIRTREE_NAME_OF_256_BYTES("name", Fsck.ACCEPTS, "the name of a file is 256 bytes long"),
  DIRTREE_NAME_DOT("name", Fsck.REFUSES, "the name of a file is ."),
  DIRTREE_NAME_DOT_DOT("name", Fsck.REFUSES, "the name of a file is .."),
  DIRTREE_NAME_WITH_SLASH("name", Fsck.REFUSES, "the name of a file has a slash"),
  DIRTREE_NAME_WITH_NUL("normal-form", Fsck.ACCEPTS, "the name of a file has a NUL within"),
  DIRTREE_NAME_NOT_UTF8("normal-form", Fsck.REFUSES, "the name of a file is not UTF-8"),
  DIRTREE_DIRECTORY_NAME_EMPTY("name", Fsck.ACCEPTS, "the name of a directory is empty"),
  DIRTREE_DIRECTORY_NAME_DOT_DOT("name", Fsck.REFUSES, "the name of a directory is .."),
  DIRTREE_DIRECTORY_NAME_WITH_SLASH("name", Fsck.REFUSES, "the name of a directory has a slash"),
  DIRTREE_DIRECTORY_NAME_OF_256_BYTES(
      "name", Fsck.ACCEPTS, "the name of a directory is 256 bytes long"),
  DIRTREE_FILE_CHECKSUM_OF_31_BYTES(
      "checksum-length", Fsck.REFUSES, "the checksum of a file has 31 bytes"),
  DIRTREE_DIRECTORY_CHECKSUM_OF_33_BYTES(
      "checksum-length", Fsck.REFUSES, "the checksum of a directory's dirtree has 33 bytes"),
  DIRTREE_DIRMETA_CHECKSUM_EMPTY(
      "checksum-length", Fsck.REFUSES, "the checksum of a directory's dirmeta has no bytes"),
  DIRTREE_OVERSIZED("too-large", Fsck.ACCEPTS, "the object is larger than 10 MiB"),
  DIRTREE_MISSING("missing", Fsck.REFUSES, "a directory of the tree has no dirtree"),

  // Dirmetas.
  DIRMETA_CHECKSUM("checksum", Fsck.REFUSES, "the bytes are those of another dirmeta"),
  DIRMETA_NO_BYTES("normal-form", Fsck.REFUSES, "the object has no bytes"),
  DIRMETA_EXTRA_BYTE(
      "normal-form", Fsck.ACCEPTS, "a zero byte stands where the empty list of attributes is"),
  DIRMETA_MODE_FILE("mode", Fsck.REFUSES, "the mode is that of a regular file"),
  DIRMETA_MODE_HIGH_BITS("mode", Fsck.REFUSES, "the mode has a bit above 0177777"),
  DIRMETA_XATTRS_UNSORTED("xattrs", Fsck.ACCEPTS, "the attributes are not sorted by name"),
  DIRMETA_XATTRS_DUPLICATE("xattrs", Fsck.ACCEPTS, "an attribute appears twice"),
  DIRMETA_XATTR_NAME_WITHOUT_NUL(
      "xattrs", Fsck.ACCEPTS, "the name of an attribute does not end with NUL"),
  DIRMETA_XATTR_NAME_EMPTY(
      "xattrs", Fsck.ACCEPTS, "the name of an attribute is nothing but its NUL"),
  DIRMETA_MISSING("missing", Fsck.REFUSES, "a directory of the tree has no dirmeta"),

  // Commits.
  COMMIT_CHECKSUM("checksum", Fsck.REFUSES, "the bytes are those of another commit"),
  COMMIT_NO_BYTES("normal-form", Fsck.REFUSES, "the object has no bytes"),
  COMMIT_TRAILING_BYTE("normal-form", Fsck.REFUSES, "a zero byte follows"),
  COMMIT_PADDING("normal-form", Fsck.ACCEPTS, "a byte of padding before the time is not zero"),
  COMMIT_DIRTREE_CHECKSUM_OF_31_BYTES(
      "checksum-length", Fsck.REFUSES, "the checksum of the root's dirtree has 31 bytes"),
  COMMIT_DIRMETA_CHECKSUM_OF_33_BYTES(
      "checksum-length", Fsck.REFUSES, "the checksum of the root's dirmeta has 33 bytes"),
  COMMIT_PARENT_OF_5_BYTES(
      "checksum-length", Fsck.REFUSES, "the checksum of the parent has 5 bytes"),
  COMMIT_METADATA_KEY_EMPTY("metadata", Fsck.REFUSES, "a key of the metadata is empty"),
  COMMIT_METADATA_NOT_UTF8("normal-form", Fsck.ACCEPTS, "a string in the metadata is not UTF-8"),
  COMMIT_METADATA_BAD_TYPE(
      "normal-form", Fsck.ACCEPTS, "the type of a value in the metadata is none"),
  COMMIT_METADATA_DEEP("depth", Fsck.ACCEPTS, "variants are nested 200 deep in the metadata"),
  COMMIT_METADATA_BOTTOMLESS(
      "depth", Fsck.ACCEPTS, "variants are nested a million deep in the metadata"),
  COMMIT_METADATA_DEEP_TYPE(
      "depth", Fsck.ACCEPTS, "the type of a value in the metadata is nested 200 deep"),
  COMMIT_SUBJECT_NOT_UTF8("normal-form", Fsck.ACCEPTS, "the subject is not UTF-8"),
  COMMIT_OVERSIZED("too-large", Fsck.ACCEPTS, "the object is larger than 10 MiB"),
  COMMIT_MISSING("missing", Fsck.REFUSES, "the ref points to a commit that has no object"),
  COMMIT_BOUND_TO_OTHER_REF(
      "binding", Fsck.ACCEPTS, "the commit is bound to another ref than the one that points to it"),
  COMMIT_BOUND_TO_OTHER_COLLECTION(
      "binding",
      Fsck.ACCEPTS,
      "the repository's collection id is org.example.Damaged, but the commit is bound to "
          + "org.example.Other; a receiver can tell if it is org.example.Damaged itself"),

  // What is around the objects.
  COMMIT_PARTIAL("partial", Fsck.ACCEPTS, "state/ marks the commit as partial"),
  COMMIT_PARTIAL_BY_FSCK(
      "partial", Fsck.REFUSES, "state/ marks the commit as partial, as fsck does it"),
  REF_UPPER_CASE("ref", Fsck.REFUSES, "the ref holds the checksum in upper case"),
  REF_TRUNCATED("ref", Fsck.REFUSES, "the ref holds 63 digits"),
  REF_EMPTY("ref", Fsck.REFUSES, "the ref is an empty file"),
  REF_DANGLING("ref", Fsck.REFUSES, "the ref is an alias of a ref that is not there"),
  REF_NAME("ref", Fsck.ACCEPTS, "the name of the ref begins with a dash");

  /** What {@code ostree fsck} 2022.7 says of a repository with the fault. */
  public enum Fsck {
    ACCEPTS,
    REFUSES
  }

  private final String reason;
  private final Fsck fsck;
  private final String description;

  Fault(String reason, Fsck fsck, String description) {
    this.reason = reason;
    this.fsck = fsck;
    this.description = description;
  }

  /** One word for the kind of fault, such as {@code checksum}; many faults share one. */
  public String reason() {
    return reason;
  }

  /** Whether the real tool finds it, too. */
  public Fsck fsck() {
    return fsck;
  }

  /** What is wrong, in half a sentence. */
  public String description() {
    return description;
  }

  /** Name of the repository's directory, such as {@code filez-trailing-bytes}. */
  public String directoryName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
