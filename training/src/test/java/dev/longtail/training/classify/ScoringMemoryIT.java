package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.LabelledCommand;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The memory of the process outside the heap stays flat: native memory and what the JVM keeps.
 * XGBoost's own matrices leak 100 bytes and more each (dmlc/xgboost 12545): 100 MB in a million
 * predictions.
 */
class ScoringMemoryIT {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int PREDICTIONS = 1_000_000;
  private static final long MOST_GROWTH = 48L << 20;

  private static Model model;

  @BeforeAll
  static void train() {
    Assumptions.assumeTrue(Files.isReadable(STATUS), "memory is read from " + STATUS);
    LineSources sources = LineSources.TEXT.with(new HashedVectors()).rememberingMarks();
    model = Model.train(Lines.set(400, 1), new ModelSettings(20, 1), sources);
  }

  @Test
  void aMillionPredictionsLeaveNothing() throws IOException {
    List<LabelledCommand> lines = Lines.draw(1000, 2);
    ModelClassifier classifier = model.classifier();
    predict(classifier, lines, PREDICTIONS / 5);
    long before = bytesOutsideTheHeap();
    double sum = predict(classifier, lines, PREDICTIONS);
    assertThat(sum).isPositive();
    assertThat(bytesOutsideTheHeap() - before).isLessThan(MOST_GROWTH);
  }

  @Test
  void trainedModelsLeaveNothing() throws IOException {
    trainAgain(10);
    long before = bytesOutsideTheHeap();
    trainAgain(40);
    assertThat(bytesOutsideTheHeap() - before).isLessThan(MOST_GROWTH);
  }

  private static void trainAgain(int times) {
    for (int i = 0; i < times; i++) {
      LineSources sources = LineSources.TEXT.with(new HashedVectors()).rememberingMarks();
      Model.train(Lines.set(200, i), new ModelSettings(5, 1), sources);
    }
  }

  private static double predict(
      ModelClassifier classifier, List<LabelledCommand> lines, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += classifier.score(lines.get(i % lines.size()).cmd());
    }
    return sum;
  }

  /** Resident memory less the heap, which grows while the JVM thinks that it pays. */
  private static long bytesOutsideTheHeap() throws IOException {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return (Long.parseLong(line.replaceAll("[^0-9]", "")) << 10) - heap;
      }
    }
    throw new IOException("no VmRSS in " + STATUS);
  }
}
