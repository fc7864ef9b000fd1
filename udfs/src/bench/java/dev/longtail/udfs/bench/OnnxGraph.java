package dev.longtail.udfs.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a small ONNX model, for measurements and tests, in protobuf's wire format: field numbers
 * are those of onnx.proto3 (ONNX 1.16, IR version 8, opset 17).
 */
public final class OnnxGraph {
  /** Element type of 32-bit floats. */
  public static final int FLOAT = 1;

  /** Element type of 32-bit integers. */
  public static final int INT32 = 6;

  /** Element type of 64-bit integers. */
  public static final int INT64 = 7;

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;

  private final Message graph = new Message();

  /** An empty graph. */
  public OnnxGraph() {
    graph.text(2, "graph");
  }

  /**
   * Adds an input.
   *
   * @param type of its elements
   * @param dimensions their sizes, or names of those left open
   */
  public OnnxGraph input(String name, int type, Object... dimensions) {
    graph.message(11, value(name, type, dimensions));
    return this;
  }

  /** Adds an output; see {@link #input}. */
  public OnnxGraph output(String name, int type, Object... dimensions) {
    graph.message(12, value(name, type, dimensions));
    return this;
  }

  /** Adds a constant of floats. */
  public OnnxGraph constant(String name, float[] values, long... dimensions) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return constant(name, FLOAT, raw.array(), dimensions);
  }

  /** Adds a constant of 64-bit integers, of one dimension. */
  public OnnxGraph constant(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return constant(name, INT64, raw.array(), values.length);
  }

  private OnnxGraph constant(String name, int type, byte[] raw, long... dimensions) {
    Message tensor = new Message();
    for (long dimension : dimensions) {
      tensor.number(1, dimension);
    }
    graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
    return this;
  }

  /** Adds an operation. */
  public OnnxGraph node(String operation, List<String> inputs, String output) {
    graph.message(1, operation(operation, inputs, output));
    return this;
  }

  /** Adds an operation with an attribute of one number. */
  public OnnxGraph node(
      String operation, List<String> inputs, String output, String attribute, long value) {
    Message one = new Message().text(1, attribute).number(3, value).number(20, ATTRIBUTE_INT);
    graph.message(1, operation(operation, inputs, output).message(5, one));
    return this;
  }

  /** Adds an operation that takes the axes it works on, and keeps them with size 1. */
  public OnnxGraph nodeOverAxis(String operation, String input, String output, long axis) {
    Message axes = new Message().text(1, "axes").number(8, axis).number(20, ATTRIBUTE_INTS);
    graph.message(1, operation(operation, List.of(input), output).message(5, axes));
    return this;
  }

  private static Message operation(String operation, List<String> inputs, String output) {
    Message node = new Message();
    inputs.forEach(input -> node.text(1, input));
    return node.text(2, output).text(4, operation);
  }

  private static Message value(String name, int type, Object... dimensions) {
    Message shape = new Message();
    for (Object dimension : dimensions) {
      Message one = new Message();
      if (dimension instanceof Number size) {
        one.number(1, size.longValue());
      } else {
        one.text(2, dimension.toString());
      }
      shape.message(1, one);
    }
    Message tensor = new Message().number(1, type).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** The file's content. */
  public byte[] bytes() {
    return new Message()
        .number(1, IR_VERSION)
        .message(7, graph)
        .message(8, new Message().number(2, OPSET))
        .toBytes();
  }

  /** A protobuf message in the making. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint(((long) field << 3) | VARINT);
      varint(value);
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint(((long) field << 3) | LENGTH_DELIMITED);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.toBytes());
    }

    private void varint(long value) {
      long rest = value;
      for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
        out.write((int) ((rest & 0x7f) | 0x80));
      }
      out.write((int) rest);
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }
}
