// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * The body of an answer. A body that was not read to its end ends the connection: what is left may
 * be without end. One that comes too slowly is a failure.
 */
final class ResponseStream extends FilterInputStream {
  private static final long GRACE_SECONDS = 60;
  private static final long LEAST_BYTES_PER_SECOND = 1_000;

  private final HttpGet request;
  private final ClassicHttpResponse response;
  private final LongSupplier nanoTime;
  private final long start;
  private long count;
  private boolean ended;

  ResponseStream(HttpGet request, ClassicHttpResponse response, LongSupplier nanoTime)
      throws IOException {
    super(response.getEntity().getContent());
    this.request = request;
    this.response = response;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    took(next < 0 ? -1 : 1);
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int got = super.read(bytes, offset, length);
    took(got);
    return got;
  }

  private void took(int bytes) throws InterruptedIOException {
    if (bytes < 0) {
      ended = true;
      return;
    }
    count += bytes;
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - start);
    if (seconds > GRACE_SECONDS && count < seconds * LEAST_BYTES_PER_SECOND) {
      throw new InterruptedIOException(
          "it gave " + count + " bytes in " + seconds + " s, which is too slow");
    }
  }

  @Override
  public void close() throws IOException {
    if (ended) {
      response.close();
    } else {
      request.abort(); // to close the answer would read the rest
    }
  }
}
