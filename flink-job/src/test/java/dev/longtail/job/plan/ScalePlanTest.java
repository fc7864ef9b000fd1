package dev.longtail.job.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The plan beside what was measured, and its proportions. */
class ScalePlanTest {
  private static final Path BENCHMARKS = Path.of("../docs/benchmarks.md");
  private static final double FACTOR = 1.6;
  private static final Assumptions SITE = new Assumptions(0.6, 4, 8_192, 4, 50, 5, 1_000, 1);
  private final Measured measured = Measured.load();

  @Test
  void theSourceOfEachConstantIsAHeadingOfTheBenchmarks() throws IOException {
    List<String> headings =
        Files.readAllLines(BENCHMARKS).stream()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4))
            .toList();
    assertThat(measured.all()).extracting(Measured.Constant::source).isSubsetOf(headings);
  }

  /** What {@code longtail bench} said last: the first such rows of the page, newest first. */
  @Test
  void theConstantsAreThoseOfTheLastBench() throws IOException {
    double[] million = lastBench("| 1,000,000 | streaming |");
    double[] tenMillion = lastBench("| 10,000,000 | streaming |");
    assertThat(measured.of("cpu-micros-new")).isBetween(tenMillion[2], FACTOR * million[2]);
    Map<String, Double> plan = plan(work(10_000_000, 0), SITE);
    assertThat(plan.get("shards")).isEqualTo(4);
    within(plan.get("checkpoint"), tenMillion[4]);
    // The bench ran on two slots of one JVM, whose memory it names.
    double jvm =
        plan(work(10_000_000, 0), new Assumptions(0.6, 2, 8_192, 4, 50, 5, 1_000, 1)).get("heap");
    within(jvm, tenMillion[3]);
  }

  private static void within(double planned, double seen) {
    assertThat(planned).isBetween(seen / FACTOR, seen * FACTOR);
  }

  /** Wall s, CPU s, CPU µs for each further line, peak memory and largest checkpoint in MiB. */
  private static double[] lastBench(String row) throws IOException {
    String line =
        Files.readAllLines(BENCHMARKS).stream()
            .filter(each -> each.startsWith(row))
            .findFirst()
            .orElseThrow();
    return List.of(line.substring(row.length()).split("\\|")).stream()
        .map(cell -> cell.strip().replace(",", ""))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void whatGrowsWithTheLinesGrowsInProportion() {
    Map<String, Double> once = plan(work(50_000_000, 0), SITE);
    Map<String, Double> tenTimes = plan(work(500_000_000, 0), SITE);
    for (String key : List.of("events-peak", "cores-reading", "network")) {
      assertThat(tenTimes.get(key)).isCloseTo(10 * once.get(key), withinPercentage(1));
    }
    assertThat(tenTimes.get("exemplars")).isEqualTo(once.get("exemplars"));
  }

  @Test
  void aShardHoldsNoMoreLinesThanItRemembers() {
    Map<String, Double> plan = plan(work(1_000_000_000, 0), SITE);
    assertThat(1_000_000_000 / plan.get("shards")).isLessThanOrEqualTo(1 << 24);
    assertThat(plan.get("shards")).isGreaterThanOrEqualTo(plan.get("slots"));
  }

  @Test
  void aSampleCostsEmbeddingsAndMemory() {
    Map<String, Double> without = plan(work(50_000_000, 0), SITE);
    Map<String, Double> with = plan(work(50_000_000, 4_000_000), SITE);
    assertThat(with.get("embeddings")).isGreaterThan(800_000);
    assertThat(with.get("task-managers")).isGreaterThan(without.get("task-managers"));
    assertThat(with.get("checkpoint")).isGreaterThan(without.get("checkpoint"));
    assertThat(with.get("exemplars")).isGreaterThan(3 * without.get("exemplars"));
  }

  @Test
  void anomaliesInAllAreNotMultipliedByScalesAndDetectors() {
    Workload inAll =
        new Workload(50_000_000, 2.03, 3, true, 4_000_000, 300, true, 32_768, 1 << 24, 365);
    assertThat(plan(inAll, SITE)).containsEntry("anomalies", 300.0);
    assertThat(plan(work(50_000_000, 4_000_000), SITE).get("anomalies")).isGreaterThan(1_000);
  }

  @Test
  void memoryAloneMayNeedMoreTaskManagers() {
    Map<String, Double> plan = plan(work(50_000_000, 4_000_000), SITE);
    assertThat(plan.get("cores-reading") + plan.get("cores-embedding")).isLessThan(4);
    assertThat(plan.get("task-managers")).isGreaterThan(1);
    assertThat(plan.get("heap")).isLessThanOrEqualTo(8_192);
    assertThatThrownBy(() -> plan(work(1_000, 0), new Assumptions(0.6, 4, 500, 4, 50, 5, 1_000, 1)))
        .hasMessageContaining("exemplars of 365 days alone");
  }

  private static Workload work(long lines, long sample) {
    return new Workload(lines, 2.03, 3, true, sample, 300, false, 32_768, 1 << 24, 365);
  }

  private Map<String, Double> plan(Workload work, Assumptions site) {
    return ScalePlan.of(work, site, measured).stream()
        .collect(Collectors.toMap(ScalePlan.Figure::key, ScalePlan.Figure::value));
  }
}
