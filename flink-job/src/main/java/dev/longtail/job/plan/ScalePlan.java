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

  /** The figures, in the order in which they are computed. */
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
    int slots = slots(events);
    double taskManagers = Math.ceil((double) slots / site.slotsPerTaskManager());
    int shards = shards(slots);
    add("slots", "slots, parallelism", slots, "", "the cores");
    add(
        "task-managers",
        "TaskManagers",
        taskManagers,
        "",
        "%d slots each".formatted(site.slotsPerTaskManager()));
    add("shards", "shards", shards, "", "at least the slots; at most unique-limit lines each");
    double exemplars = labels();
    heap(shards, taskManagers, exemplars);
    add(
        "network",
        "network, in the busiest hour",
        peak * measured.of("bytes-an-event") * NETWORK_HOPS / MIB,
        "MiB/s",
        "from Kafka and to the shards");
    checkpoints(shards, taskManagers);
  }

  private int slots(double events) {
    double newOnes = work.linesPerDay() * measured.of("cpu-micros-new");
    double repeated = (events - work.linesPerDay()) * measured.of("cpu-micros-repeated");
    double reading =
        add(
            "cores-reading",
            "cores to read, find what is new, and score",
            (newOnes + repeated) / 1e6 / DAY_SECONDS * work.peak() / site.busy(),
            "",
            "CPU of a day's events x peak / %.0f %% of a core".formatted(100 * site.busy()));
    double texts = work.sample() * measured.of("templates-a-sampled") + anomalies();
    add(
        "embeddings",
        "texts to embed",
        texts,
        "1/day",
        "new templates of the sample, and anomalies");
    double embedding =
        add(
            "cores-embedding",
            "cores to embed, spread over the day",
            texts / measured.of("embeddings-a-second") / DAY_SECONDS / site.busy(),
            "",
            "all-MiniLM-L6-v2 on CPU");
    return (int) Math.max(1, Math.ceil(reading + embedding));
  }

  private int shards(int slots) {
    double byLines = Math.ceil((double) work.linesPerDay() / work.uniqueLimit());
    int shards = 4;
    while (shards < slots || shards < byLines) {
      shards *= 2;
    }
    return shards;
  }

  private double anomalies() {
    return work.topK()
        * ((work.full() ? 1 : 0)
            + (work.sample() > 0 ? measured.of("anomalies-a-top-k-reduced") : 0));
  }

  private double labels() {
    add("anomalies", "anomalies", anomalies(), "1/day", "top-k by scale and detector");
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
        "per 30 days",
        "%s a million tokens".formatted(site.pricePerMillionTokens()));
    return exemplars;
  }

  private void heap(int shards, double taskManagers, double exemplars) {
    double hashes = COPY * work.linesPerDay() * measured.of("heap-bytes-a-hash");
    double pools =
        work.full() ? POOL_GROWTH * candidates(shards) * measured.of("heap-bytes-a-candidate") : 0;
    double sample = COPY * work.sample() * measured.of("heap-bytes-a-sampled");
    double known =
        exemplars
            * work.days()
            * measured.of("heap-bytes-an-exemplar")
            * site.slotsPerTaskManager();
    add(
        "heap",
        "heap of a TaskManager",
        BASE_HEAP_MIB + ((hashes + pools + sample) / taskManagers + known) / MIB,
        "MiB",
        "hashes and sample twice, pools four times, exemplars of %d days by slot"
            .formatted(work.days()));
  }

  /** Commands in all pools: no more than there are lines. */
  private double candidates(int shards) {
    return Math.min(work.linesPerDay(), (double) shards * work.pool());
  }

  private void checkpoints(int shards, double taskManagers) {
    double size =
        work.linesPerDay() * measured.of("state-bytes-a-hash")
            + (work.full() ? COPY * candidates(shards) * measured.of("state-bytes-a-candidate") : 0)
            + work.sample() * measured.of("state-bytes-a-sampled");
    add(
        "checkpoint",
        "largest checkpoint",
        size / MIB,
        "MiB",
        "hashes, pools, sample, at the end of a day");
    add(
        "checkpoint-seconds",
        "its duration",
        size / MIB / taskManagers / site.storeMibPerSecond(),
        "s",
        "%.0f MiB/s a TaskManager".formatted(site.storeMibPerSecond()));
    add(
        "checkpoint-traffic",
        "written by checkpoints at most",
        size / MIB * 24 * 60 / site.checkpointMinutes() / 1024,
        "GiB/day",
        "whole, every %.0f min".formatted(site.checkpointMinutes()));
  }

  private double add(String key, String name, double value, String unit, String how) {
    figures.add(new Figure(key, name, value, unit, how));
    return value;
  }
}
