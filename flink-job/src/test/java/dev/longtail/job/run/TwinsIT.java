package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.job.config.RawLines;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import dev.longtail.udfs.testing.WindowsTwins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a file of each of Windows' two channels. */
class TwinsIT {
  private static final int DAYS = 1;

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void onceLeavesOutWhatCountCountsAndBothFindTheSame() throws Exception {
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 400);
    Path both = Files.createDirectory(folder.resolve("both"));
    List<String> security = new ArrayList<>();
    List<String> sysmon = new ArrayList<>();
    for (String line : GeneratedDays.lines(data.telemetry())) {
      JsonNode event = Json.MAPPER.readTree(line);
      JsonNode time = event.get("ts");
      long ts = time.isNumber() ? time.asLong() : Instant.parse(time.asText()).toEpochMilli();
      String quoted = Json.line(event.path("command_line").asText(event.path("cmd").asText()));
      String command = quoted.substring(1, quoted.length() - 1);
      long pid = sysmon.size() + 1L;
      sysmon.add(WindowsTwins.sysmon("ws", pid, ts, command));
      security.add(WindowsTwins.security("WS", pid, ts, command));
    }
    Files.write(both.resolve("security.jsonl"), security);
    Files.write(both.resolve("sysmon.jsonl"), sysmon);

    Funnel.Counts once = backfill(both, "once", Twins.ONCE).total();
    assertThat(once.events()).isEqualTo(sysmon.size());
    assertThat(once.skipped()).isEqualTo(once.twins()).isEqualTo(security.size());
    assertThat(said).anyMatch(line -> line.endsWith("left out, because Sysmon tells the same"));

    Funnel.Counts count = backfill(both, "count", Twins.COUNT).total();
    assertThat(count.events()).isEqualTo(2L * sysmon.size());
    assertThat(count.twins()).isEqualTo(security.size());
    assertThat(count.skipped()).isZero();
    assertThat(count.unique()).isEqualTo(once.unique());
    assertThat(said).anyMatch(line -> line.contains("--twins once keeps Sysmon's alone"));
    assertThat(anomalies("once")).isNotEmpty().isEqualTo(anomalies("count"));
  }

  /** What is found, without the event that a command was first seen in. */
  private List<String> anomalies(String out) throws Exception {
    List<String> found = new ArrayList<>();
    for (String line :
        GeneratedDays.sortedLines(folder.resolve(out).resolve(Output.ANOMALIES.folder()))) {
      JsonNode anomaly = Json.MAPPER.readTree(line);
      found.add(
          anomaly.get("window") + " " + anomaly.get("rank") + " " + anomaly.get("command_line"));
    }
    return found.stream().sorted().toList();
  }

  private Funnel backfill(Path input, String out, Twins twins) {
    said.clear();
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    TopologyOptions options =
        new TopologyOptions(
            new TopologyOptions.Events(
                defaults.events().windows(),
                GeneratedDays.january(DAYS),
                defaults.events().outOfOrderness(),
                defaults.events().maxDrift(),
                twins,
                RawLines.KEEP),
            defaults.ranking(),
            new TopologyOptions.NearDuplicates(
                SmallModel.MODEL, new NearDuplicateRule(SmallModel.COSINE, true)),
            new TopologyOptions.Labels(LabelerOptions.none(), false));
    assertThat(options.ranking().scales()).isEqualTo(Scales.FULL);
    return new Backfill(input, folder.resolve(out), options, 2, said::add).run();
  }
}
