package dev.longtail.udfs.bench;

import ai.onnxruntime.OrtException;
import com.sun.management.OperatingSystemMXBean;
import dev.longtail.udfs.embedding.BatchingEmbedder;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures ways to embed the same texts with the same model, in turn, round after round, so that
 * what else the machine does hits all of them; and beside them the rate that the machine's peak of
 * matrix products would allow for the texts' real tokens.
 */
public final class EmbeddingBench implements AutoCloseable {
  /** Texts under way of a caller that hands them over one by one, as many as in a Flink slot. */
  private static final int IN_FLIGHT = 1024;

  private static final int WARM_UP_TEXTS = 64;
  private static final String LIMIT = "limit";
  private static final String ALONE = "alone";

  private static final OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final OnnxTextEmbedder embedder;
  private final MatMulPeak peak;
  private final List<String> texts;
  private final long tokens;

  /** Multiply-adds of all texts. */
  private final double work;

  private final Map<String, Arm> arms = new LinkedHashMap<>();

  /** One way to embed texts on so many threads. */
  @FunctionalInterface
  public interface Arm {
    void embed(List<String> texts, int threads) throws Exception;
  }

  /** One way to embed texts on the calling thread. */
  @FunctionalInterface
  public interface OneThread {
    void embed(List<String> texts) throws Exception;
  }

  /**
   * An arm's result; of each figure the median over the rounds. On a machine that others use as
   * well, compare by the process's CPU time.
   *
   * @param shareOfLimit of the rate that the peak of matrix products allows in the same round
   * @param timesAlone of the rate of {@code alone} in the same round
   * @param textsPerCpuSecond by the CPU time of the whole process, compiler and collector included
   * @param shareOfLimitByCpu as {@code shareOfLimit}, of the rates by CPU time
   * @param timesAloneByCpu as {@code timesAlone}, of the rates by CPU time
   */
  public record Measurement(
      String arm,
      int threads,
      double textsPerSecond,
      double tokensPerSecond,
      double shareOfLimit,
      double timesAlone,
      double textsPerCpuSecond,
      double shareOfLimitByCpu,
      double timesAloneByCpu) {}

  /** Loads the model, and knows the arms {@code batched}, {@code alone} and {@code queued}. */
  public EmbeddingBench(EmbeddingModel model, List<String> texts) throws IOException, OrtException {
    this.texts = texts;
    embedder = new OnnxTextEmbedder(model);
    peak = new MatMulPeak();
    ModelWork work;
    try (InputStream graph = EmbeddingModel.open(model.graph())) {
      work = ModelWork.count(graph.readAllBytes(), embedder.dimensions());
    }
    int[] lengths = texts.stream().mapToInt(text -> embedder.encode(text).length()).toArray();
    tokens = Arrays.stream(lengths).asLongStream().sum();
    this.work = Arrays.stream(lengths).mapToDouble(work::of).sum();
    add("batched", perThread(embedder::embedAll));
    add(ALONE, perThread(part -> part.forEach(embedder::embed)));
    add("queued", this::queued);
  }

  /** Tokens of all texts. */
  public long tokens() {
    return tokens;
  }

  /** Multiply-adds of all texts. */
  public double work() {
    return work;
  }

  /** Adds a way to embed. */
  public void add(String name, Arm arm) {
    arms.put(name, arm);
  }

  /** Gives each thread its share of the texts. */
  public static Arm perThread(OneThread oneThread) {
    return (texts, threads) -> {
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      try {
        List<Future<?>> parts = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          List<String> part = new ArrayList<>();
          for (int i = thread; i < texts.size(); i += threads) {
            part.add(texts.get(i));
          }
          parts.add(
              pool.submit(
                  () -> {
                    oneThread.embed(part);
                    return null;
                  }));
        }
        for (Future<?> part : parts) {
          part.get();
        }
      } finally {
        pool.shutdown();
      }
    };
  }

  private void queued(List<String> lines, int threads)
      throws InterruptedException, ExecutionException {
    BatchingEmbedder.Limits noMemory = new BatchingEmbedder.Limits(Duration.ofMillis(50), 0);
    try (BatchingEmbedder queue = new BatchingEmbedder(embedder, threads, noMemory)) {
      Deque<CompletableFuture<float[]>> inFlight = new ArrayDeque<>();
      for (String line : lines) {
        inFlight.add(queue.embed(line));
        if (inFlight.size() >= IN_FLIGHT) {
          inFlight.remove().get();
        }
      }
      for (CompletableFuture<float[]> vector : inFlight) {
        vector.get();
      }
    }
  }

  /** Runs all arms, so many rounds in turn. */
  public List<Measurement> run(int threads, int rounds) throws Exception {
    int products = (int) Math.max(4, work / MatMulPeak.WORK / threads / 4);
    Map<String, Arm> all = new LinkedHashMap<>();
    all.put(LIMIT, perThread(unused -> peak.multiply(products)));
    all.putAll(arms);
    for (Arm arm : all.values()) {
      arm.embed(texts.subList(0, Math.min(texts.size(), WARM_UP_TEXTS)), threads);
    }
    Map<String, double[]> rates = new LinkedHashMap<>();
    Map<String, double[]> cpuRates = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Arm> arm : all.entrySet()) {
        long cpu = CPU.getProcessCpuTime();
        long start = System.nanoTime();
        arm.getValue().embed(texts, threads);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (CPU.getProcessCpuTime() - cpu) / 1e9;
        double done =
            arm.getKey().equals(LIMIT)
                ? texts.size() * (products * threads * MatMulPeak.WORK / work)
                : texts.size();
        rates.computeIfAbsent(arm.getKey(), a -> new double[rounds])[round] = done / seconds;
        cpuRates.computeIfAbsent(arm.getKey(), a -> new double[rounds])[round] = done / cpuSeconds;
      }
    }
    List<Measurement> results = new ArrayList<>();
    for (String arm : all.keySet()) {
      double rate = median(rates.get(arm));
      results.add(
          new Measurement(
              arm,
              threads,
              rate,
              rate * tokens / texts.size(),
              median(ratio(rates.get(arm), rates.get(LIMIT))),
              median(ratio(rates.get(arm), rates.get(ALONE))),
              median(cpuRates.get(arm)),
              median(ratio(cpuRates.get(arm), cpuRates.get(LIMIT))),
              median(ratio(cpuRates.get(arm), cpuRates.get(ALONE)))));
    }
    return results;
  }

  private static double[] ratio(double[] above, double[] below) {
    double[] ratio = new double[above.length];
    for (int i = 0; i < ratio.length; i++) {
      ratio[i] = above[i] / below[i];
    }
    return ratio;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** A table of results, for people. */
  public static String table(List<Measurement> results) {
    StringBuilder table = new StringBuilder();
    table.append(
        "%-12s %7s %9s %9s %9s %7s %11s %9s %7s%n"
            .formatted(
                "",
                "threads",
                "texts/s",
                "tokens/s",
                "of limit",
                "/alone",
                "texts/CPU s",
                "of limit",
                "/alone"));
    for (Measurement m : results) {
      table.append(
          "%-12s %7d %9.1f %9.0f %8.0f%% %7.2f %11.1f %8.0f%% %7.2f%n"
              .formatted(
                  m.arm(),
                  m.threads(),
                  m.textsPerSecond(),
                  m.tokensPerSecond(),
                  100 * m.shareOfLimit(),
                  m.timesAlone(),
                  m.textsPerCpuSecond(),
                  100 * m.shareOfLimitByCpu(),
                  m.timesAloneByCpu()));
    }
    return table.toString();
  }

  @Override
  public void close() throws OrtException {
    peak.close();
    embedder.close();
  }
}
