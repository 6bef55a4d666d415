// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.ostreeupload.store.content.ArchiveWriter;
import org.ostreeupload.store.content.ContentVerifier;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.Xattrs;

/** How long a receiver takes to check an object: a dirtree, and content in archive form. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ObjectBenchmark {
  private static final int MODE = 0100644;
  private static final int ZLIB_LEVEL = 6;

  /** How many names the dirtree has. */
  @Param({"10", "1000", "100000"})
  public int names = 10;

  /** How many bytes of data the content object has. */
  @Param({"1000", "1000000"})
  public int contentSize = 1000;

  private byte[] dirTree = new byte[0];
  private byte[] archived = new byte[0];
  private final ContentVerifier verifier = new ContentVerifier(Long.MAX_VALUE);

  /** Makes the objects, the same ones each time. */
  @Setup
  public void makeObjects() throws IOException {
    Random random = new Random(1);
    List<DirTree.FileEntry> files = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      Checksum checksum = Checksum.ofBytes(new byte[] {(byte) i, (byte) (i >> 8)});
      files.add(new DirTree.FileEntry("file-%06d".formatted(i), checksum));
    }
    dirTree = new DirTree(files, List.of()).toBytes();
    byte[] content = new byte[contentSize];
    random.nextBytes(content);
    for (int i = 0; i < content.length; i += 3) {
      content[i] = 'x';
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FileHeader header = new FileHeader(0, 0, MODE, "", Xattrs.NONE);
    try (ArchiveWriter writer = new ArchiveWriter(header, content.length, ZLIB_LEVEL, out)) {
      writer.write(content, 0, content.length);
      writer.finish();
    }
    archived = out.toByteArray();
  }

  /** Frees native memory. */
  @TearDown
  public void close() {
    verifier.close();
  }

  /** Checks a dirtree: its normal form, its names and their order. */
  @Benchmark
  public DirTree parseDirTree() throws IOException {
    return DirTree.parse(dirTree);
  }

  /** Checks a content object: inflates it and computes its checksum. */
  @Benchmark
  public Checksum verifyContent() throws IOException {
    verifier.reset();
    verifier.update(ByteBuffer.wrap(archived));
    return verifier.finish();
  }
}
