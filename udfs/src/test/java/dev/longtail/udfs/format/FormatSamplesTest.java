package dev.longtail.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord.Untimed;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures of real tools: exactly their process starts, and no dead letter. */
class FormatSamplesTest {
  private static final Path SAMPLES = Path.of("../../shared/data/formats");

  private static final class Read implements EventReader.Sink {
    private final List<String> starts = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private final List<CommandEvent> events = new ArrayList<>();
    private final Map<SkipReason, Integer> skipped = new EnumMap<>(SkipReason.class);
    private int records;

    @Override
    public void start(CommandEvent event, EpochUnit unit) {
      starts.add(event.ts() + " " + event.commandLine());
      events.add(event);
    }

    @Override
    public void untimed(Untimed start) {
      starts.add("null " + start.event().commandLine());
    }

    @Override
    public void skipped(SkipReason reason) {
      skipped.merge(reason, 1, Integer::sum);
    }

    @Override
    public void rejected(String reason) {
      rejected.add(reason);
    }

    int skipped() {
      return skipped.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private static Read read(String file, EventFormat format) throws IOException {
    Path path = SAMPLES.resolve(file);
    assumeTrue(Files.exists(path), "no sample " + file + " beside the checkout");
    Read read = new Read();
    EventReader reader = new EventReader(format, read);
    try (InputStream in = JsonLines.open(path)) {
      RecordLines lines = JsonLines.records(in, file);
      for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          read.records++;
          reader.read(line.bytes());
        }
      }
    }
    reader.end();
    return read;
  }

  @Test
  void everySampleGivesItsStartsAndNoDeadLetter() throws IOException {
    Path folder = SAMPLES.resolve("expected");
    assumeTrue(Files.isDirectory(folder), "no samples beside the checkout");
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.sorted().toList();
    }
    List<String> differences = new ArrayList<>();
    for (Path file : files) {
      String sample = file.getFileName().toString().replace(".expected.jsonl", "");
      List<String> expected = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        JsonNode start = Json.MAPPER.readTree(line);
        expected.add(start.get("ts_ms").asText() + " " + start.get("command_line").asText());
      }
      Read read = read(sample, EventFormat.AUTO);
      List<String> found = new ArrayList<>(read.starts);
      expected.forEach(
          start -> {
            if (!found.remove(start)) {
              differences.add(sample + " lacks " + start);
            }
          });
      found.forEach(start -> differences.add(sample + " has " + start));
      read.rejected.forEach(reason -> differences.add(sample + " rejects: " + reason));
      if (read.starts.size() + read.skipped() != read.records) {
        differences.add(
            sample + ": " + read.starts.size() + " " + read.skipped + " of " + read.records);
      }
    }
    assertThat(differences).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"winlog-flat-netsh.jsonl.gz", "nxlog-installutil.jsonl.gz"})
  void allEventsOfWindows(String sample) throws IOException {
    Read all = read(sample, EventFormat.AUTO);
    Read sysmon = read(sample, EventFormat.SYSMON);
    Read security = read(sample, EventFormat.WINSEC);

    assertThat(all.rejected).isEmpty();
    assertThat(sysmon.starts).hasSize(3);
    assertThat(security.starts).hasSize(sample.startsWith("nxlog") ? 4 : 3);
    assertThat(all.starts).hasSize(sysmon.starts.size() + security.starts.size());
    assertThat(all.skipped.keySet()).containsExactly(SkipReason.OTHER_EVENT_ID);
  }

  @Test
  void sysmonInTheElasticCommonSchema() throws IOException {
    Read read = read("ecs-sysmon-processcreate.json", EventFormat.AUTO);

    assertThat(read.events).hasSize(1);
    CommandEvent event = read.events.get(0);
    assertThat(event.commandLine()).isEqualTo("\"C:\\Windows\\system32\\notepad.exe\" ");
    assertThat(event.ts()).isEqualTo(1603828814320L);
    assertThat(event.user()).isEqualTo("VAGRANT\\vagrant");
    assertThat(event.os()).isEqualTo("windows");
    assertThat(event.parent()).isEqualTo("C:\\Windows\\Explorer.EXE");
  }
}
