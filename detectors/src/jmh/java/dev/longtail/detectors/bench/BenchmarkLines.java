package dev.longtail.detectors.bench;

import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Real telemetry where it lies beside the checkout, else lines invented from a seed. */
final class BenchmarkLines {
  private static final int DAYS = 31;
  private static final String[] WORDS = {
    "powershell.exe", "-NoProfile", "-Command", "Get-ChildItem", "C:\\Windows\\System32\\cmd.exe", "/c",
    "curl", "-o", "/tmp/", "https://files.example.com/", "install", "--version", "|", "grep", "&&",
    "docker", "run", "--rm", "python3", "setup.py", "echo", "\"Program Files\"", "service", "restart"
  };

  private BenchmarkLines() {}

  /** So many unique command lines of at least {@code shortest} characters, in a random order. */
  static List<String> unique(int count, int shortest) {
    Set<String> unique = new LinkedHashSet<>();
    Path telemetry = telemetry();
    for (int day = 1; day <= DAYS && telemetry != null; day++) {
      JsonLines.forEach(
          telemetry.resolve("2025-01-%02d.jsonl.gz".formatted(day)),
          (record, where) -> {
            String line = JsonLines.commandLine(record, where);
            if (line.length() >= shortest) {
              unique.add(line);
            }
          });
    }
    Random random = new Random(1);
    while (unique.size() < count) {
      StringBuilder line = new StringBuilder();
      while (line.length() < shortest || random.nextInt(8) != 0) {
        line.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(1000)).append(' ');
      }
      unique.add(line.toString().strip());
    }
    List<String> lines = new ArrayList<>(unique);
    Collections.shuffle(lines, random);
    lines = List.copyOf(lines.subList(0, count));
    double mean = lines.stream().mapToInt(String::length).average().orElseThrow();
    System.out.printf("%,d lines, %.0f characters on average%n", count, mean);
    return lines;
  }

  /** So many event records as they were sent. */
  static List<byte[]> records(int count) {
    List<byte[]> records = new ArrayList<>();
    Path telemetry = telemetry();
    if (telemetry != null) {
      try (InputStream in = JsonLines.open(telemetry.resolve("2025-01-01.jsonl.gz"))) {
        RecordLines reader = JsonLines.records(in, "2025-01-01.jsonl.gz");
        for (RecordLines.Line line = reader.next();
            line != null && records.size() < count;
            line = reader.next()) {
          records.add(line.bytes());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    for (int i = records.size(); i < count; i++) {
      String record =
          "{\"event_id\": \"%016x\", \"ts\": %d, \"host\": \"wks-%04d\", \"user\": \"build\", \"os\": \"linux\", \"command_line\": \"%s\"}"
              .formatted(i, 1735689600000L + i, i % 300, "curl -o /tmp/x" + i);
      records.add(record.getBytes(StandardCharsets.UTF_8));
    }
    return records;
  }

  /** Looked for from the module's folder and from that above it. */
  private static Path telemetry() {
    for (String up : new String[] {"..", "../.."}) {
      Path folder = Path.of(up, "shared/data/benchmark/telemetry");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return null;
  }
}
