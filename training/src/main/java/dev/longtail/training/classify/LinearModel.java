package dev.longtail.training.classify;

import dev.longtail.udfs.io.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A weight for each column and a bias; immutable. */
final class LinearModel {
  private final float[] weights;
  private final float bias;

  private LinearModel(float[] weights, float bias) {
    this.weights = weights;
    this.bias = bias;
  }

  static LinearModel of(double[] weights, double bias) {
    float[] rounded = new float[weights.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) weights[i];
    }
    return new LinearModel(rounded, (float) bias);
  }

  /** Bias, then the weights, as little-endian 32-bit floats. */
  byte[] bytes() {
    ByteBuffer buffer =
        ByteBuffer.allocate(Float.BYTES * (weights.length + 1)).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putFloat(bias);
    for (float weight : weights) {
      buffer.putFloat(weight);
    }
    return buffer.array();
  }

  /**
   * Reads the bytes that {@link #bytes()} wrote.
   *
   * @param source name of the input in messages
   * @throws InputException if there are not exactly {@code columns} finite weights
   */
  static LinearModel parse(byte[] bytes, int columns, String source) {
    if (bytes.length != Float.BYTES * (columns + 1)) {
      throw new InputException(
          "%s: %,d bytes, not the bias and %,d weights".formatted(source, bytes.length, columns));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float bias = buffer.getFloat();
    float[] weights = new float[columns];
    boolean finite = Float.isFinite(bias);
    for (int i = 0; i < columns; i++) {
      weights[i] = buffer.getFloat();
      finite &= Float.isFinite(weights[i]);
    }
    if (!finite) {
      throw new InputException(source + ": holds a weight that is no finite number");
    }
    return new LinearModel(weights, bias);
  }

  float bias() {
    return bias;
  }

  /** The weight of each column; must not be changed. */
  float[] weights() {
    return weights;
  }
}
