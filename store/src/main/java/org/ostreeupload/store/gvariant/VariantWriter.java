// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.ostreeupload.store.gvariant.VariantType.align;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.gvariant.VariantType.Kind;

/**
 * Writes one GVariant value in normal form.
 *
 * <p>The type drives the writer: {@link #open} begins the container that comes next, the value
 * methods fill it in order, {@link #close} ends it. A call that does not fit the type throws {@link
 * IllegalStateException}. Not thread-safe. Source: docs/DESIGN.md, "GVariant".
 */
public final class VariantWriter {
  private final VariantType root;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private byte[] buffer = new byte[256];
  private int position;
  private boolean complete;

  /** Makes a writer of one value of this type. */
  public VariantWriter(VariantType type) {
    this.root = type;
  }

  /** Begins the container that comes next: an array, a tuple, a dict entry or a maybe. */
  public VariantWriter open() {
    VariantType type = nextType();
    if (type.members().isEmpty() && !type.isTuple()) {
      throw new IllegalStateException("type " + type + " is no container");
    }
    begin(type);
    return this;
  }

  /** Begins a variant that holds one value of this type; write that value, then close. */
  public VariantWriter openVariant(VariantType content) {
    expect(Kind.VARIANT);
    begin(VariantType.of("v"));
    current().content = content;
    return this;
  }

  /** Ends the container that was begun last. */
  public VariantWriter close() {
    Frame frame = current();
    frames.pop();
    switch (frame.type.kind()) {
      case TUPLE, DICT_ENTRY -> closeTuple(frame);
      case ARRAY -> closeArray(frame);
      case MAYBE -> {
        if (frame.children > 0 && !frame.type.element().isFixed()) {
          put(0);
        }
      }
      default -> closeVariant(frame);
    }
    finished(frame.type);
    return this;
  }

  /** Writes a {@code b}. */
  public VariantWriter bool(boolean value) {
    VariantType type = expect(Kind.BOOLEAN);
    pad(type);
    put(value ? 1 : 0);
    finished(type);
    return this;
  }

  /** Writes a number of the next type's size in little-endian order. */
  public VariantWriter littleEndian(long value) {
    VariantType type = number();
    for (int i = 0; i < type.fixedSize(); i++) {
      put((int) (value >>> (8 * i)));
    }
    finished(type);
    return this;
  }

  /** Writes a number of the next type's size in big-endian order. */
  public VariantWriter bigEndian(long value) {
    VariantType type = number();
    for (int i = type.fixedSize() - 1; i >= 0; i--) {
      put((int) (value >>> (8 * i)));
    }
    finished(type);
    return this;
  }

  /**
   * Writes an {@code s}, {@code o} or {@code g}.
   *
   * @throws IllegalArgumentException if the text cannot be one: it has a NUL or a lone surrogate
   */
  public VariantWriter string(String text) {
    VariantType type = nextType();
    if (type.kind() != Kind.STRING
        && type.kind() != Kind.OBJECT_PATH
        && type.kind() != Kind.SIGNATURE) {
      throw new IllegalStateException("the next value is a " + type + ", not a string");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (text.indexOf(0) >= 0 || !new String(bytes, StandardCharsets.UTF_8).equals(text)) {
      throw new IllegalArgumentException("text with a NUL or a lone surrogate");
    }
    put(bytes);
    put(0);
    finished(type);
    return this;
  }

  /** Writes an {@code ay}. */
  public VariantWriter bytes(byte[] bytes) {
    VariantType type = expect(Kind.ARRAY);
    if (type.element().kind() != Kind.BYTE) {
      throw new IllegalStateException("the next value is a " + type + ", not bytes");
    }
    put(bytes);
    finished(type);
    return this;
  }

  /** Copies a value of the next type. */
  public VariantWriter copy(Variant value) {
    VariantType type = nextType();
    if (!type.equals(value.type())) {
      throw new IllegalStateException("the next value is a " + type + ", not a " + value.type());
    }
    pad(type);
    put(value.toBytes());
    finished(type);
    return this;
  }

  /** Returns the bytes of the value, once it is whole. */
  public byte[] toBytes() {
    if (!complete) {
      throw new IllegalStateException("the value is not finished");
    }
    return Arrays.copyOf(buffer, position);
  }

  private Frame current() {
    Frame frame = frames.peek();
    if (frame == null) {
      throw new IllegalStateException("no container is open");
    }
    return frame;
  }

  private VariantType nextType() {
    if (complete) {
      throw new IllegalStateException("the value is finished");
    }
    return frames.isEmpty() ? root : current().nextType();
  }

  private VariantType expect(Kind kind) {
    VariantType type = nextType();
    if (type.kind() != kind) {
      throw new IllegalStateException("the next value is a " + type + ", not a " + kind);
    }
    return type;
  }

  private VariantType number() {
    VariantType type = nextType();
    if (!type.acceptsAnyBytes()) {
      throw new IllegalStateException("the next value is a " + type + ", not a number");
    }
    pad(type);
    return type;
  }

  private void begin(VariantType type) {
    pad(type);
    frames.push(new Frame(type, position));
  }

  /** Notes the end of a child in its container. */
  private void finished(VariantType child) {
    if (frames.isEmpty()) {
      complete = true;
      return;
    }
    Frame frame = current();
    boolean last = frame.type.isTuple() && frame.children == frame.type.members().size() - 1;
    boolean framed = frame.type.kind() == Kind.ARRAY || frame.type.isTuple();
    if (framed && !child.isFixed() && !last) {
      frame.offset(position - frame.start);
    }
    frame.children++;
  }

  private void closeTuple(Frame frame) {
    if (frame.children != frame.type.members().size()) {
      throw new IllegalStateException("tuple of type " + frame.type + " is not full");
    }
    if (frame.type.isFixed()) {
      grow(frame.start + frame.type.fixedSize());
      return;
    }
    int width = Framing.widthFor(position - frame.start, frame.offsets);
    for (int i = frame.offsets - 1; i >= 0; i--) {
      putOffset(frame.ends[i], width);
    }
  }

  private void closeArray(Frame frame) {
    int width = Framing.widthFor(position - frame.start, frame.offsets);
    for (int i = 0; i < frame.offsets; i++) {
      putOffset(frame.ends[i], width);
    }
  }

  private void closeVariant(Frame frame) {
    VariantType content = frame.content;
    if (frame.children != 1 || content == null) {
      throw new IllegalStateException("variant does not hold one value");
    }
    put(0);
    put(content.signature().getBytes(StandardCharsets.US_ASCII));
  }

  private void pad(VariantType type) {
    grow(align(position, type.alignment()));
  }

  /** Moves on to a position; bytes behind the current one are zero already. */
  private void grow(int end) {
    ensure(end);
    position = end;
  }

  private void ensure(int end) {
    if (end < 0) {
      throw new IllegalStateException("the value is larger than 2 GiB");
    }
    if (end > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(end, buffer.length + (buffer.length >> 1)));
    }
  }

  private void put(int value) {
    ensure(position + 1);
    buffer[position++] = (byte) value;
  }

  private void put(byte[] bytes) {
    ensure(position + bytes.length);
    System.arraycopy(bytes, 0, buffer, position, bytes.length);
    position += bytes.length;
  }

  private void putOffset(int value, int width) {
    for (int i = 0; i < width; i++) {
      put(i < 4 ? value >>> (8 * i) : 0);
    }
  }

  private static final class Frame {
    private final VariantType type;
    private final int start;
    private @Nullable VariantType content;
    private int children;
    private int[] ends = new int[8];
    private int offsets;

    Frame(VariantType type, int start) {
      this.type = type;
      this.start = start;
    }

    VariantType nextType() {
      return switch (type.kind()) {
        case ARRAY -> type.element();
        case TUPLE, DICT_ENTRY -> {
          if (children == type.members().size()) {
            throw new IllegalStateException("tuple of type " + type + " is full");
          }
          yield type.members().get(children);
        }
        default -> {
          if (children > 0) {
            throw new IllegalStateException("a " + type + " holds one value at most");
          }
          yield content != null ? content : type.element();
        }
      };
    }

    void offset(int end) {
      if (offsets == ends.length) {
        ends = Arrays.copyOf(ends, offsets * 2);
      }
      ends[offsets++] = end;
    }
  }
}
