package dev.longtail.job.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What a workload needs. Sizes are upper ends where a range was measured; cores assume that work
 * divides evenly over shards, which holds for hashes.
 */
public final class ScalePlan {
  private static final double MIB = 1 << 20;
  private static final double DAY_SECONDS = 86_400;
  private static final double NETWORK_HOPS = 2;

  /** JVM, Flink and the code itself, in a TaskManager without data. */
  private static final double BASE_HEAP_MIB = 400;

  /** A pool holds as much until yesterday's model is there. */
  private static final double POOL_GROWTH = 4;

  private static final double COPY = 2;

  /**
   * One figure.
   *
   * @param key for programs
   * @param name for people
   * @param how it comes about, in a few words
   */
  public record Figure(String key, String name, double value, String unit, String how) {}

  private final Workload work;
  private final Assumptions site;
  private final Measured measured;
  private final List<Figure> figures = new ArrayList<>();

  private ScalePlan(Workload work, Assumptions site, Measured measured) {
    this.work = work;
    this.site = site;
    this.measured = measured;
  }

  /**
   * The figures, in the order in which they are computed.
   *
   * @throws IllegalArgumentException if no number of such TaskManagers is enough
   */
  public static List<Figure> of(Workload work, Assumptions site, Measured measured) {
    ScalePlan plan = new ScalePlan(work, site, measured);
    plan.compute();
    return List.copyOf(plan.figures);
  }

  private void compute() {
    double events = work.linesPerDay() * work.eventsPerLine();
    double peak =
        add(
            "events-peak",
            "events in the busiest hour",
            events / DAY_SECONDS * work.peak(),
            "1/s",
            "events a day / 86,400 s x peak");
    double cores = reading(events) + embedding();
    double exemplars = labels();
    int shards = shards(site.slotsPerTaskManager());
    double taskManagers = taskManagers(cores, shards, exemplars);
    while (shards < taskManagers * site.slotsPerTaskManager()) {
      shards = shards(((int) taskManagers) * site.slotsPerTaskManager());
      taskManagers = taskManagers(cores, shards, exemplars);
    }
    add("task-managers", "TaskManagers", taskManagers, "", "by cores and by heap");
    add(
        "slots",
        "slots, parallelism",
        taskManagers * site.slotsPerTaskManager(),
        "",
        "%d a TaskManager".formatted(site.slotsPerTaskManager()));
    add("shards", "shards", shards, "", "a slot at least one; each at most unique-limit lines");
    add(
        "heap",
        "heap of a TaskManager",
        BASE_HEAP_MIB + data(shards) / taskManagers + known(exemplars),
        "MiB",
        "hashes and sample twice, pools four times, exemplars of %d days".formatted(work.days()));
    add(
        "network",
        "network in the busiest hour",
        peak * measured.of("bytes-an-event") * NETWORK_HOPS / MIB,
        "MiB/s",
        "from Kafka and to the shards");
    checkpoints(shards, taskManagers);
  }

  private double reading(double events) {
    double newOnes = work.linesPerDay() * measured.of("cpu-micros-new");
    double repeated = (events - work.linesPerDay()) * measured.of("cpu-micros-repeated");
    return add(
        "cores-reading",
        "cores to read, find what is new, score",
        (newOnes + repeated) / 1e6 / DAY_SECONDS * work.peak() / site.busy(),
        "",
        "CPU of a day x peak / %.0f %% of a core".formatted(100 * site.busy()));
  }

  private double embedding() {
    double texts =
        add(
            "embeddings",
            "texts to embed",
            work.sample() * measured.of("templates-a-sampled") + anomalies(),
            "1/day",
            "new templates of the sample, anomalies");
    return add(
        "cores-embedding",
        "cores to embed them",
        texts / measured.of("embeddings-a-second") / 3600 / site.closeHours(),
        "",
        "in the %s h after the day".formatted(site.closeHours()));
  }

  /** As few shards as hold the lines and use {@code slots}: twice, four times ... the default. */
  private int shards(int slots) {
    int shards = 4;
    while (shards < slots || (double) shards * work.uniqueLimit() < work.linesPerDay()) {
      shards *= 2;
    }
    return shards;
  }

  private double taskManagers(double cores, int shards, double exemplars) {
    double room = site.heapMib() - BASE_HEAP_MIB - known(exemplars);
    if (room <= 0) {
      throw new IllegalArgumentException(
          "a TaskManager needs more than %.0f MiB of heap for the exemplars of %d days alone"
              .formatted(BASE_HEAP_MIB + known(exemplars), work.days()));
    }
    return Math.max(
        1, Math.ceil(Math.max(cores / site.slotsPerTaskManager(), data(shards) / room)));
  }

  private double anomalies() {
    if (work.inAll()) {
      return work.topK();
    }
    double reduced = work.sample() > 0 ? measured.of("anomalies-a-top-k-reduced") : 0;
    return work.topK() * ((work.full() ? 1 : 0) + reduced);
  }

  private double labels() {
    add(
        "anomalies",
        "anomalies",
        anomalies(),
        "1/day",
        work.inAll() ? "top-k" : "top-k by scale and detector");
    double exemplars =
        add(
            "exemplars",
            "exemplars, label requests",
            anomalies() * measured.of("exemplars-an-anomaly"),
            "1/day",
            "what near-duplicates leave");
    double tokens =
        add(
            "tokens",
            "tokens",
            exemplars * site.tokensPerRequest(),
            "1/day",
            "%,.0f a request".formatted(site.tokensPerRequest()));
    add(
        "label-cost",
        "cost of labels",
        tokens / 1e6 * site.pricePerMillionTokens() * 30,
        "/ 30 days",
        "%s a million tokens".formatted(site.pricePerMillionTokens()));
    return exemplars;
  }

  /** Heap for the data of a day, over all TaskManagers, in MiB. */
  private double data(int shards) {
    double hashes = COPY * work.linesPerDay() * measured.of("heap-bytes-a-hash");
    double pools =
        work.full() ? POOL_GROWTH * candidates(shards) * measured.of("heap-bytes-a-candidate") : 0;
    double sample = COPY * work.sample() * measured.of("heap-bytes-a-sampled");
    return (hashes + pools + sample) / MIB;
  }

  /** Heap for the exemplars of all days, which every slot holds, in MiB. */
  private double known(double exemplars) {
    return exemplars
        * work.days()
        * measured.of("heap-bytes-an-exemplar")
        * site.slotsPerTaskManager()
        / MIB;
  }

  /** Commands in all pools: no more than there are lines. */
  private double candidates(int shards) {
    return Math.min((double) work.linesPerDay(), (double) shards * work.pool());
  }

  private void checkpoints(int shards, double taskManagers) {
    double hashes = work.linesPerDay() * measured.of("state-bytes-a-hash");
    double pools =
        work.full() ? COPY * candidates(shards) * measured.of("state-bytes-a-candidate") : 0;
    double sample = work.sample() * measured.of("state-bytes-a-sampled");
    double size =
        add(
            "checkpoint",
            "largest checkpoint",
            (hashes + pools + sample) / MIB,
            "MiB",
            "hashes, pools, sample, at the end of a day");
    add(
        "checkpoint-seconds",
        "its duration",
        size / taskManagers / site.storeMibPerSecond(),
        "s",
        "%.0f MiB/s a TaskManager".formatted(site.storeMibPerSecond()));
    add(
        "checkpoint-traffic",
        "written by checkpoints, at most",
        size * 24 * 60 / site.checkpointMinutes() / 1024,
        "GiB/day",
        "whole, every %.0f min".formatted(site.checkpointMinutes()));
  }

  private double add(String key, String name, double value, String unit, String how) {
    figures.add(new Figure(key, name, value, unit, how));
    return value;
  }
}
