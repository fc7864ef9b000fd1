package dev.longtail.udfs.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What ONNX Runtime makes of this machine at best: one product with a constant matrix, large enough
 * to amortise everything and small enough for the caches.
 */
public final class MatMulPeak implements AutoCloseable {
  private static final int ROWS = 512;
  private static final int INNER = 1024;
  private static final int COLUMNS = 1024;

  /** Multiply-adds of one product. */
  public static final double WORK = (double) ROWS * INNER * COLUMNS;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  /** Builds the product's model. */
  public MatMulPeak() throws OrtException {
    byte[] model =
        new OnnxGraph()
            .input("a", OnnxGraph.FLOAT, ROWS, INNER)
            .constant("b", numbers(INNER * COLUMNS), INNER, COLUMNS)
            .node("MatMul", List.of("a", "b"), "c")
            .output("c", OnnxGraph.FLOAT, ROWS, COLUMNS)
            .bytes();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(model, options);
    }
  }

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i % 7 - 3;
    }
    return numbers;
  }

  /** Computes the product so many times on the calling thread. */
  public void multiply(int times) throws OrtException {
    FloatBuffer values = FloatBuffer.wrap(numbers(ROWS * INNER));
    try (OnnxTensor a = OnnxTensor.createTensor(environment, values, new long[] {ROWS, INNER})) {
      for (int i = 0; i < times; i++) {
        session.run(Map.of("a", a), Set.of("c")).close();
      }
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
