// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;

/** Forms in pieces of any size, and what is none. */
class MultipartReaderTest {
  private static final String BOUNDARY = "BB";
  private static final String HEADER = "Content-Disposition: form-data; name=\"n\"\r\n\r\n";
  private static final int MAX_PARTS = 10;

  /** Gives its bytes in pieces of this size. */
  private static final class Pieces extends InputStream {
    private final ByteArrayInputStream in;
    private final int size;

    Pieces(byte[] bytes, int size) {
      this.in = new ByteArrayInputStream(bytes);
      this.size = size;
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      return in.read(bytes, offset, Math.min(length, size));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static MultipartReader reader(String body) {
    return new MultipartReader(new ByteArrayInputStream(bytes(body)), BOUNDARY, MAX_PARTS);
  }

  private static String data(MultipartReader reader) throws IOException {
    StringBuilder data = new StringBuilder();
    for (ByteBuffer piece = reader.read(); piece.hasRemaining(); piece = reader.read()) {
      data.append(StandardCharsets.ISO_8859_1.decode(piece));
    }
    return data.toString();
  }

  /** The data of all parts. */
  private static List<String> readAll(MultipartReader reader) throws IOException {
    List<String> all = new ArrayList<>();
    while (reader.next().isPresent()) {
      all.add(data(reader));
    }
    return all;
  }

  private static String part(String data) {
    return "--BB\r\n" + HEADER + data + "\r\n";
  }

  private static void assertMalformed(String body) {
    assertThatThrownBy(() -> readAll(reader(body))).as(body).isInstanceOf(MalformedException.class);
  }

  @Test
  void tellsOfEveryPart() throws Exception {
    String body =
        """
        --BB
        Content-Disposition: form-data; name="file"; filename="x.filez"
        Content-Type: application/octet-stream

        the file
        --BB
        content-disposition:FORM-DATA;name=checksum

        the sum
        --BB--
        """;
    MultipartReader reader = reader(body.replace("\n", "\r\n"));

    assertThat(reader.next()).contains(new Part("file", Optional.of("x.filez")));
    assertThat(data(reader)).isEqualTo("the file");
    assertThat(data(reader)).isEmpty();
    assertThat(reader.next()).contains(new Part("checksum", Optional.empty()));
    assertThat(data(reader)).isEqualTo("the sum");
    assertThat(reader.next()).isEmpty();
    assertThat(reader.next()).isEmpty();
    assertThat(data(reader)).isEmpty();
  }

  @Test
  void skipsWhatIsNotRead() throws Exception {
    MultipartReader reader = reader(part("x".repeat(200_000)) + part("y") + "--BB--\r\n");

    assertThat(reader.next()).isPresent();
    assertThat(reader.read().hasRemaining()).isTrue();
    assertThat(reader.next()).isPresent();
    assertThat(data(reader)).isEqualTo("y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "\r",
        "\n",
        "\r\n",
        "\r\n\r\n",
        "-",
        "--",
        "--BB",
        "--BB\r\n",
        "\r\n-",
        "\r\n--",
        "\r\n--B",
        "\n--BB",
        "\r--BB",
        "\r\r\n--B\r\n--B",
        "\r\n--B\r",
        "\r\n--\r\n--B-\r\n",
        "\r\n --BB--",
        "\0\u00ff"
      })
  void readsTheSameDataInPiecesOfAnySize(String data) throws Exception {
    byte[] body = bytes(part(data) + part("second") + part(data) + "--BB--\r\n");
    for (int size = 1; size <= body.length; size++) {
      MultipartReader reader = new MultipartReader(new Pieces(body, size), BOUNDARY, MAX_PARTS);
      assertThat(readAll(reader)).as("size " + size).containsExactly(data, "second", data);
    }
  }

  @Test
  void readsDataOfAnySizeAroundThatOfTheBuffer() throws Exception {
    for (int size = (1 << 16) - 200; size < (1 << 16) + 20; size++) {
      String data = "x".repeat(size) + "\r\n--B";
      assertThat(readAll(reader(part(data) + part("y") + "--BB--"))).containsExactly(data, "y");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--BB--\r\n", "\r\n--BB--\r\n", "--BB--", "before\r\n--BB--behind"})
  void aFormMayBeEmpty(String body) throws Exception {
    assertThat(readAll(reader(body))).isEmpty();
  }

  @Test
  void whatStandsBeforeAndBehindIsNoPart() throws Exception {
    assertThat(readAll(reader("before\r\n--B\r\n" + part("x") + "--BB--\r\n" + part("y"))))
        .containsExactly("x");
  }

  @Test
  void aBodyThatEndsTooEarlyIsNoForm() throws Exception {
    String whole = part("data") + part("more") + "--BB--";
    for (int size = 0; size < whole.length(); size++) {
      MultipartReader reader = reader(whole.substring(0, size));
      assertThatThrownBy(() -> readAll(reader)).isInstanceOf(EOFException.class);
    }
    assertThat(readAll(reader(whole))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--BBB\r\n\r\n",
        "--BB \r\n\r\n",
        "--BB\n\r\n",
        "--BB-\r\n",
        "--BB\r\n\r\n",
        "--BB\r\nContent-Type: text/plain\r\n\r\n",
        "--BB\r\nContent-Disposition: form-data\r\n\r\n",
        "--BB\r\nContent-Disposition: form-data; name\r\n\r\n",
        "--BB\r\nContent-Disposition: form-data; name=\"n\r\n\r\n",
        "--BB\r\nContent-Disposition: attachment; name=\"n\"\r\n\r\n",
        "--BB\r\nContent-Disposition:\r\n\r\n",
        "--BB\r\n: form-data; name=n\r\n\r\n",
        "--BB\r\nContent-Disposition form-data\r\n\r\n",
        "--BB\r\nContent-Disposition: form-data; name=n\nX: y\r\n\r\n",
        "--BB\r\nContent-Disposition: form-data; name=\"\0\"\r\n\r\n",
        "--BB\r\nContent-Disposition: form-data;\r\n name=\"n\"\r\n\r\n",
        "--BB\r\n" + "Content-Disposition: form-data; name=n\r\n" + HEADER
      })
  void refusesWhatIsNoPart(String body) {
    assertMalformed(body + "data\r\n--BB--\r\n");
    assertMalformed(part("x") + body + "data\r\n--BB--\r\n");
  }

  @Test
  void aHeaderHasALimit() throws Exception {
    int rest = MultipartReader.MAX_HEADER - HEADER.length() - "A: \r\n".length();
    String fits = "--BB\r\nA: " + "x".repeat(rest) + "\r\n" + HEADER + "y\r\n--BB--";
    assertThat(readAll(reader(fits))).containsExactly("y");

    assertMalformed(fits.replace("A: ", "A:  "));
    assertMalformed("--BB\r\nA: " + "x".repeat(1 << 20));
    assertMalformed("--BB\r\n" + "A: x\r\n".repeat(1 << 20));
  }

  @Test
  void thereIsALimitOfParts() throws Exception {
    assertThat(readAll(reader(part("x").repeat(MAX_PARTS) + "--BB--"))).hasSize(MAX_PARTS);
    assertMalformed(part("x").repeat(MAX_PARTS + 1) + "--BB--");
  }

  @Test
  void whateverComesIsReadOrRefused() throws Exception {
    Random random = new Random(9);
    String[] tokens = {
      "--BB",
      "\r\n",
      "\r",
      "\n",
      "--",
      ":",
      ";",
      "=",
      "\"",
      "\\",
      " ",
      "x",
      HEADER,
      "form-data",
      "Content-Disposition: ",
      "name=",
      "filename=",
      "\u00ff",
      "\0",
      "*",
      "%"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder body = new StringBuilder(random.nextBoolean() ? "--BB\r\n" : "");
      for (int left = random.nextInt(12); left > 0; left--) {
        body.append(tokens[random.nextInt(tokens.length)]);
      }
      byte[] bytes = bytes(body + "\r\n--BB--");
      List<String> whole = outcome(bytes, bytes.length);
      assertThat(outcome(bytes, 1 + random.nextInt(5))).isEqualTo(whole);
    }
  }

  private static List<String> outcome(byte[] body, int size) throws IOException {
    try {
      return readAll(new MultipartReader(new Pieces(body, size), BOUNDARY, MAX_PARTS));
    } catch (MalformedException | EOFException e) {
      return Arrays.asList(e.getMessage());
    }
  }
}
