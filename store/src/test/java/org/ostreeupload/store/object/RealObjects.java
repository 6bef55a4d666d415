// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import org.ostreeupload.store.gvariant.Hex;

/**
 * Objects that the real {@code ostree} 2022.7 wrote, as they stand in its archive repository.
 *
 * <p>Made as root, umask 022, from a directory t with these in it: {@code hello} ("hello\n", 0644),
 * {@code empty}, {@code zeros} (5000 zero bytes), {@code link} (a symlink to hello), {@code dir}
 * (1777, user.d=x) with {@code run} ("#!/bin/sh\n", 0755), {@code tagged} ("tagged", 0600,
 * 1000:100, user.beta=2, user.alpha=one), and the names U+E000 and U+1F600 (both "x"); then:
 *
 * <pre>
 * ostree --repo=r init --mode=archive
 * ostree --repo=r commit -b os/stable --timestamp=@1700000000 -s First --tree=dir=t \
 *   --add-metadata-string=version=1.0
 * ostree --repo=r commit -b os/stable --timestamp=@1700003600 -s Second -m $'Body\nline' \
 *   --tree=dir=t --bind-ref=os/other --add-metadata='golden.n=uint32 7' \
 *   --add-metadata="golden.maybe=@ms 'x'" --add-detached-metadata-string=sig=value
 * ostree --repo=r commit -b empty --timestamp=@0 -s '' --no-bindings --tree=dir=EMPTY
 * </pre>
 */
public enum RealObjects {
  /** The first commit: no parent. */
  FIRST_COMMIT(
      "6b97ad5fcf220552f0515a829219caee339c1d21cbdafbe80e71710f2747d4f8.commit",
      """
      76657273696f6e00312e3000007308006f73747265652e7265662d62696e64696e670000000000006f732f73
      7461626c65000a006173130f3746697273740000000000006553f100cc5927aea192b72e26caf6e0385da580
      3901fc2e8ab489a68bab99dd43f97d7b446a0ef11b7cc167f3b603e585c7eeeeb675faa412d5ec73f62988eb
      0b6c548868403f393939
      """),
  /** The second commit: its parent is the first. */
  SECOND_COMMIT(
      "bdf6cfd8afe4c359d7ae6c9b028fbe26881d30f743cacce89f1fbc585eb40b5c.commit",
      """
      676f6c64656e2e6e00000000000000000700000000750900676f6c64656e2e6d617962650000000078000000
      6d730d006f73747265652e7265662d62696e64696e670000000000006f732f6f74686572006f732f73746162
      6c6500091300617313172f616b97ad5fcf220552f0515a829219caee339c1d21cbdafbe80e71710f2747d4f8
      5365636f6e6400426f64790a6c696e6500000000000000006553ff10cc5927aea192b72e26caf6e0385da580
      3901fc2e8ab489a68bab99dd43f97d7b446a0ef11b7cc167f3b603e585c7eeeeb675faa412d5ec73f62988eb
      0b6c5488c0958b848464
      """),
  /** A commit without metadata and message, of the empty tree. */
  BARE_COMMIT(
      "6109d33e99f48e9b90cdf8ad037b8e5d20ef899697cfd3eb492cf78800aed498.commit",
      """
      000000000000000000000000000000006e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a306
      17afa01d446a0ef11b7cc167f3b603e585c7eeeeb675faa412d5ec73f62988eb0b6c5488300201000000
      """),
  /** The root of the first two commits: its offsets have two bytes. */
  ROOT_TREE(
      "cc5927aea192b72e26caf6e0385da5803901fc2e8ab489a68bab99dd43f97d7b.dirtree",
      """
      656d70747900cc700d46f407c6c5ab2d5dde474366a928b7398277e61162e7f8ec06f469f07e0668656c6c6f
      0044f778e59f0a4748d6b0c90a47347212a231c4ad1e8f7ea5c5dffc7749153a6b066c696e6b0073baaba010
      2e9154b8522687d33eedb8ed1bc78eadb82428b2616144ec502934057461676765640012a44c82c1569ef34b
      88af71f5d357d3d6bc3389e4c6f087b5c5ee8f28367e49077a65726f7300722cf6460664c61daa265d344ea9
      425e341c51f0c4954da554ea1a7f2ed12e2406ee808000086bca4ef86474d13398a73f6f5aa713c534312db4
      af53530a1da02d61b09bcd04f09f988000086bca4ef86474d13398a73f6f5aa713c534312db4af53530a1da0
      2d61b09bcd0527004e0074009c00c300e8000e016469720058677a49c6c23efad06bc218060de1dab14071d4
      5534539088e58934e4e0e7475ca82b66d207517907151e7e89faf05fdd95c58ac0500a130a034144f7c40f8a
      2404461c01
      """),
  /** The tree of {@code dir}. */
  SUB_TREE(
      "58677a49c6c23efad06bc218060de1dab14071d45534539088e58934e4e0e747.dirtree",
      "72756e0060599fdf7cf9cb8925354cd74476b5ded7850eca9b6a120998125a578b6a4d4c042526"),
  /** The empty tree. */
  EMPTY_TREE("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d.dirtree", "00"),
  /** 0:0, 0755. */
  ROOT_META(
      "446a0ef11b7cc167f3b603e585c7eeeeb675faa412d5ec73f62988eb0b6c5488.dirmeta",
      "0000000000000000000041ed"),
  /** 0:0, 1777, one extended attribute. */
  SUB_META(
      "5ca82b66d207517907151e7e89faf05fdd95c58ac0500a130a034144f7c40f8a.dirmeta",
      "0000000000000000000043ff757365722e6400780709"),
  /** {@code hello}. */
  HELLO(
      "44f778e59f0a4748d6b0c90a47347212a231c4ad1e8f7ea5c5dffc7749153a6b.file",
      "0000001a0000000000000000000000060000000000000000000081a4000000000019cb48cdc9c9e70200"),
  /** {@code empty}: a deflate stream of no data. */
  EMPTY(
      "cc700d46f407c6c5ab2d5dde474366a928b7398277e61162e7f8ec06f469f07e.file",
      "0000001a0000000000000000000000000000000000000000000081a40000000000190300"),
  /** {@code zeros}. */
  ZEROS(
      "722cf6460664c61daa265d344ea9425e341c51f0c4954da554ea1a7f2ed12e24.file",
      """
      0000001a0000000000000000000013880000000000000000000081a4000000000019edc13101000000c2a0f5
      4f6d0a3fa00000000080b701
      """),
  /** {@code run}. */
  EXECUTABLE(
      "60599fdf7cf9cb8925354cd74476b5ded7850eca9b6a120998125a578b6a4d4c.file",
      """
      0000001a00000000000000000000000a0000000000000000000081ed0000000000195356d44fcaccd32fcee0
      0200
      """),
  /** {@code tagged}. */
  TAGGED(
      "12a44c82c1569ef34b88af71f5d357d3d6bc3389e4c6f087b5c5ee8f28367e49.file",
      """
      00000037000000000000000000000006000003e800000064000081800000000000757365722e616c70686100
      6f6e650b757365722e6265746100320a0f1b192b494c4f4f4d0100
      """),
  /** {@code link}. */
  SYMLINK(
      "73baaba0102e9154b8522687d33eedb8ed1bc78eadb82428b2616144ec502934.file",
      "0000001f00000000000000000000000000000000000000000000a1ff0000000068656c6c6f001e"),
  /**
   * Made with {@code commit --tree=tar=…} of a tar that has user.full before user.empty: 2022.7
   * keeps that order and makes the checksum over it. Newer releases sort before they do that, and
   * so find another checksum: the object is damaged to them.
   */
  UNSORTED(
      "18629a0e66a64ed3d39616f52db36f9bcab78eda2b53c11e994f7e928c3fddf4.file",
      """
      00000037000000000000000000000006000000000000000000 0081a4
      0000000000 757365722e66756c6c0066756c6c0a757365722e656d707479000b0f1b194bcd2d28a9e40200
      """);

  private final String objectName;
  private final String hex;

  RealObjects(String objectName, String hex) {
    this.objectName = objectName;
    this.hex = hex;
  }

  /** The name that ostree gave the object. */
  public String objectName() {
    return objectName;
  }

  /** The checksum that ostree named the object by. */
  public String checksum() {
    return objectName.substring(0, Checksum.TEXT_LENGTH);
  }

  /** The bytes as they are stored. */
  public byte[] bytes() {
    return Hex.bytes(hex);
  }
}
