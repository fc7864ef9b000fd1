package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.job.storage.Location;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierFilesIT {
  @TempDir Path folder;

  /** What Flink reads is what the check before the work has read, whatever a file's name says. */
  @Test
  void theSourceReadsAFileByItsFirstBytesNotByItsName() throws Exception {
    Path plain = Files.writeString(folder.resolve("plain.jsonl"), line("ls -l"));
    Path packed = folder.resolve("packed.jsonl");
    packed(packed, line("whoami"));
    EarlierFiles earlier =
        EarlierFiles.in(List.of(Location.of(plain), Location.of(packed)), DetectorWindows.DAILY);
    assertThat(earlier.exemplars()).isEqualTo(2);
    List<String> read = new ArrayList<>();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    try (CloseableIterator<String> lines =
        env.fromSource(earlier.source(), WatermarkStrategy.noWatermarks(), "earlier")
            .executeAndCollect()) {
      lines.forEachRemaining(read::add);
    }
    assertThat(read).containsExactlyInAnyOrder(line("ls -l").strip(), line("whoami").strip());
  }

  private static void packed(Path file, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String line(String command) {
    return "{\"window\":\"2025-01-01\",\"scale\":\"full\",\"cmd\":\"" + command + "\"}\n";
  }
}
