package dev.longtail.udfs.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The multiply-adds of a transformer's matrix products, counted from its ONNX graph. All else
 * (softmax, normalisation, activation functions) is left out, so a rate derived from it is a limit.
 *
 * <p>A product with a constant matrix of {@code m x n} takes {@code m n} a token; in a BERT of
 * {@code l} layers and {@code h} components these sum to {@code 12 l h^2}. A product of two
 * computed matrices is one of attention, with {@code h} a token and token it looks at.
 *
 * @param perToken multiply-adds of a token by constants
 * @param perPair multiply-adds of a token for each token of its text
 */
public record ModelWork(long perToken, long perPair) {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  /** Multiply-adds of a text of so many tokens. */
  public double of(int tokens) {
    return (double) perToken * tokens + (double) perPair * tokens * tokens;
  }

  /**
   * Counts in the content of a model's file.
   *
   * @param dimensions components of a token's vector
   */
  public static ModelWork count(byte[] model, int dimensions) {
    Map<String, long[]> constants = new HashMap<>();
    List<String> factors = new ArrayList<>();
    visit(
        ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN),
        (field, graph) -> {
          if (field == 7) {
            visit(graph, (part, message) -> readGraph(part, message, constants, factors));
          }
        });
    long perToken = 0;
    long perPair = 0;
    for (String factor : factors) {
      long[] shape = constants.get(factor);
      if (shape == null) {
        perPair += dimensions;
      } else if (shape.length == 2) {
        perToken += shape[0] * shape[1];
      }
    }
    return new ModelWork(perToken, perPair);
  }

  private static void readGraph(
      int field, ByteBuffer message, Map<String, long[]> constants, List<String> factors) {
    if (field == 5) {
      List<Long> dimensions = new ArrayList<>();
      String[] name = {""};
      visit(
          message,
          (part, value) -> {
            if (part == 1) {
              dimensions.add(value.getLong(value.position()));
            } else if (part == 8) {
              name[0] = text(value);
            }
          });
      constants.put(name[0], dimensions.stream().mapToLong(Long::longValue).toArray());
    } else if (field == 1) {
      List<String> inputs = new ArrayList<>();
      String[] operation = {""};
      visit(
          message,
          (part, value) -> {
            if (part == 1) {
              inputs.add(text(value));
            } else if (part == 4) {
              operation[0] = text(value);
            }
          });
      if (operation[0].equals("MatMul") || operation[0].equals("Gemm")) {
        factors.add(inputs.get(1));
      }
    }
  }

  private static String text(ByteBuffer value) {
    return StandardCharsets.UTF_8.decode(value.slice()).toString();
  }

  /** Gets a field's number and content; a number comes as 8 bytes. */
  @FunctionalInterface
  private interface FieldVisitor {
    void visit(int field, ByteBuffer value);
  }

  private static void visit(ByteBuffer message, FieldVisitor visitor) {
    ByteBuffer in = message.slice().order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      int field = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case VARINT -> {
          ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          visitor.visit(field, number.putLong(0, varint(in)));
        }
        case FIXED_64 -> in.position(in.position() + 8);
        case LENGTH_DELIMITED -> {
          int length = (int) varint(in);
          visitor.visit(field, in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN));
          in.position(in.position() + length);
        }
        case FIXED_32 -> in.position(in.position() + 4);
        default -> throw new IllegalArgumentException("not an ONNX model");
      }
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
