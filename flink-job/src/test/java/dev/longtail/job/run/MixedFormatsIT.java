package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord.Untimed;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.EventReader;
import dev.longtail.udfs.io.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of ten formats, mixed line by line, gives what its events give alone. */
class MixedFormatsIT {
  private static final int DAYS = 2;

  /** Every tenth record and one more is no process start. */
  private static final String OTHER =
      "{\"EventID\":4689,\"Channel\":\"Security\",\"EventTime\":\"%s\",\"Hostname\":\"h\"}";

  @TempDir Path folder;

  @Test
  void givesTheSameAnomaliesAsItsEventsNormalisedBeforehand() throws Exception {
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 600);
    List<String> mixed = new ArrayList<>();
    int others = 0;
    for (String line : GeneratedDays.lines(data.telemetry())) {
      JsonNode event = Json.MAPPER.readTree(line);
      int number = mixed.size();
      mixed.addAll(as(number % 10, event, number));
      if (number % 10 == 0) {
        mixed.add(
            OTHER.formatted(event.get("ts").isNumber() ? time(event) : event.get("ts").asText()));
        others++;
      }
    }
    Path formats = Files.createDirectory(folder.resolve("formats"));
    Files.write(formats.resolve("a.jsonl"), mixed.subList(0, mixed.size() / 2));
    Files.write(formats.resolve("b.log"), mixed.subList(mixed.size() / 2, mixed.size()));
    Path normalised = Files.createDirectory(folder.resolve("normalised"));
    List<String> events = normalised(mixed);
    assertThat(events).hasSize((int) data.events());
    Files.write(normalised.resolve("events.jsonl"), events);

    Funnel ofMixed = backfill(formats, "of-mixed");
    Funnel ofEvents = backfill(normalised, "of-events");

    for (Output output : List.of(Output.ANOMALIES, Output.EXEMPLARS, Output.NEAR_DUPLICATES)) {
      assertThat(lines("of-mixed", output))
          .as(output.folder())
          .isEqualTo(lines("of-events", output));
    }
    assertThat(lines("of-mixed", Output.ANOMALIES)).isNotEmpty();
    assertThat(lines("of-mixed", Output.DEAD_LETTERS)).isEmpty();
    assertThat(ofMixed.total().events()).isEqualTo(ofEvents.total().events());
    assertThat(ofMixed.total().unique()).isEqualTo(ofEvents.total().unique());
    assertThat(ofMixed.total().skipped()).isEqualTo(others);
  }

  private List<String> lines(String out, Output output) throws Exception {
    return GeneratedDays.sortedLines(folder.resolve(out).resolve(output.folder()));
  }

  private Funnel backfill(Path input, String out) {
    TopologyOptions options =
        SmallJob.full(
            GeneratedDays.january(DAYS),
            20,
            new TopologyOptions.Labels(LabelerOptions.none(), false));
    return new Backfill(input, folder.resolve(out), options, 2, line -> {}).run();
  }

  private static List<String> normalised(List<String> records) {
    List<String> events = new ArrayList<>();
    EventReader reader =
        new EventReader(
            EventFormat.AUTO,
            new EventReader.Sink() {
              @Override
              public void start(CommandEvent event, EpochUnit unit) {
                events.add(Json.line(event));
              }

              @Override
              public void untimed(Untimed start) {
                throw new AssertionError(start.reason());
              }

              @Override
              public void skipped(SkipReason reason) {}

              @Override
              public void rejected(String reason) {
                throw new AssertionError(reason);
              }
            });
    records.forEach(record -> reader.read(record.getBytes(StandardCharsets.UTF_8)));
    reader.end();
    return events;
  }

  private static String time(JsonNode event) {
    return Instant.ofEpochMilli(event.get("ts").asLong()).toString();
  }

  /** The event as one of ten collectors ships it. */
  private static List<String> as(int format, JsonNode event, int number) {
    String line = event.get("command_line").asText();
    String host = event.path("host").asText();
    String user = event.path("user").asText();
    long ts =
        event.get("ts").isNumber()
            ? event.get("ts").asLong()
            : Instant.parse(event.get("ts").asText()).toEpochMilli();
    String iso = Instant.ofEpochMilli(ts).toString();
    ObjectNode record = Json.MAPPER.createObjectNode();
    switch (format) {
      case 0 -> {
        ObjectNode winlog = record.put("@timestamp", iso).putObject("winlog");
        winlog.put("channel", "Microsoft-Windows-Sysmon/Operational").put("event_id", 1);
        winlog.put("computer_name", host).put("record_id", number);
        winlog.putObject("event_data").put("CommandLine", line).put("User", user);
      }
      case 1 -> {
        record.put("EventID", 4688).put("Channel", "Security").put("EventTime", iso);
        record.put("Hostname", host).put("SubjectUserName", user).put("CommandLine", line);
        record.put("RecordNumber", number);
      }
      case 2 -> {
        record
            .put("@timestamp", iso)
            .putObject("event")
            .put("type", "start")
            .put("id", "e" + number);
        record.putObject("process").put("command_line", line);
        record.putObject("host").put("name", host);
        record.putObject("user").put("name", user);
      }
      case 3 -> {
        record.put("class_uid", 1007).put("activity_id", 1).put("time", ts);
        record.putObject("process").put("cmd_line", line);
        record.putObject("device").put("hostname", host);
        record.putObject("metadata").put("uid", "o" + number);
      }
      case 4 -> {
        record.put("ID", "%d.%03d:%d".formatted(ts / 1000, ts % 1000, number)).put("NODE", host);
        record.putObject("EXECVE").putArray("ARGV").add(line);
      }
      case 5 -> {
        record.put("Timestamp", iso).put("DeviceName", host).put("ActionType", "ProcessCreated");
        record.put("ProcessCommandLine", line).put("AccountName", user).put("ReportId", number);
      }
      case 6 -> {
        record.put("event_simpleName", "ProcessRollup2").put("ComputerName", host);
        record.put("ProcessStartTime", "%d.%03d".formatted(ts / 1000, ts % 1000));
        record.put("CommandLine", line).put("id", "c" + number);
      }
      case 7 -> {
        record
            .put("time", iso)
            .put("node_name", host)
            .putObject("process_exec")
            .putObject("process")
            .put("binary", line)
            .put("exec_id", "t" + number);
      }
      case 8 -> {
        String head =
            "node=%s type=%%s msg=audit(%d.%03d:%d): "
                .formatted(host, ts / 1000, ts % 1000, number);
        String hex =
            HexFormat.of().withUpperCase().formatHex(line.getBytes(StandardCharsets.UTF_8));
        return List.of(
            head.formatted("SYSCALL") + "arch=c000003e syscall=59 success=yes",
            head.formatted("EXECVE") + "argc=1 a0=" + hex);
      }
      default -> {
        return List.of(event.toString());
      }
    }
    return List.of(record.toString());
  }
}
