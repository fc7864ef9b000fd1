package dev.longtail.job.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.storage.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs in folders, as the file sinks write them. */
class FolderOutputsTest {
  @TempDir Path root;

  private final List<String> taken = new ArrayList<>();

  @Test
  void readsEachCompleteFileOnce() throws IOException {
    FolderOutputs reader = new FolderOutputs(Location.of(root));
    assertThat(read(reader)).isEmpty();
    write("anomalies/2025-01-01/anomalies-a-0.jsonl", "one", "two");
    write("anomalies/2025-01-01/.anomalies-a-1.jsonl.inprogress", "not yet");
    write("funnel/funnel-0.jsonl", "count");
    write("control/control-0.jsonl", "not shown");
    assertThat(read(reader)).containsExactlyInAnyOrder("one", "two", "count");
    assertThat(read(reader)).isEmpty();
    write("anomalies/2025-01-01/anomalies-a-1.jsonl", "three");
    write("anomalies/2025-01-02/anomalies-a-0.jsonl", "four");
    assertThat(read(reader)).containsExactlyInAnyOrder("three", "four");
  }

  @Test
  void ofCountsAllDaysAreReadOfTheOthersTheNewest() throws IOException {
    for (int day = 1; day <= 9; day++) {
      write("funnel/2025-01-0" + day + "/funnel-0.jsonl", "count " + day);
      write("verdicts/2025-01-0" + day + "/verdicts-0.jsonl", "verdict " + day);
    }
    FolderOutputs reader = new FolderOutputs(Location.of(root));
    List<String> first = read(reader);
    assertThat(first).filteredOn(line -> line.startsWith("count")).hasSize(9);
    assertThat(first)
        .filteredOn(line -> line.startsWith("verdict"))
        .containsExactlyInAnyOrder("verdict 7", "verdict 8", "verdict 9");
    assertThat(read(reader)).isEmpty();
    write("funnel/2025-01-09/funnel-1.jsonl", "count 10");
    assertThat(read(reader)).containsExactly("count 10");
  }

  private List<String> read(FolderOutputs reader) {
    taken.clear();
    OutputReader.Reading reading = reader.read((output, json, at) -> taken.add(json));
    assertThat(reading.problem()).isEmpty();
    return List.copyOf(taken);
  }

  private void write(String name, String... lines) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }
}
