package dev.longtail.job.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What saved state says of its job. */
class StateReaderTest {
  private static final Path STREAM =
      Path.of("src/test/resources/stream-savepoints/0.1.0/savepoint");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"savepoints", "stream-savepoints"})
  void ofTheFirstRelease(String kind) throws IOException {
    SavedJob saved = read(Path.of("src/test/resources", kind, "0.1.0", "savepoint"));
    assertThat(saved.label()).as("that release wrote none").isEmpty();
    assertThat(operator(saved, "detect-full"))
        .satisfies(
            detect -> {
              assertThat(detect.parallelism()).isEqualTo(2);
              assertThat(detect.maxParallelism()).isEqualTo(128);
              assertThat(detect.holdsState()).isTrue();
              assertThat(detect.id()).matches("[0-9a-f]{32}");
              assertThat(detect.forms()).contains(new StoredForm("shard-window", 1));
            });
    assertThat(operator(saved, "registry").forms()).contains(new StoredForm("exemplar-chunk", 1));
    assertThat(operator(saved, "label").forms()).contains(new StoredForm("label-request", 1));
    assertThat(operator(saved, "admitted").holdsState()).isFalse();
  }

  @Test
  void aFormThatThisBuildDoesNotKnowIsReadToo() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(17);
    for (StoredForm form : List.of(new StoredForm("later", 3), new StoredForm("line", 99))) {
      out.writeUTF("dev.longtail.detectors.flink.StateSnapshot");
      out.writeInt(1);
      out.writeUTF(form.name());
      out.writeInt(form.version());
      out.writeByte(7);
    }
    byte[] head = bytes.toByteArray();
    assertThat(StoredForm.in(head))
        .containsExactly(new StoredForm("later", 3), new StoredForm("line", 99));
    for (int length = 0; length < head.length; length++) {
      assertThat(StoredForm.in(Arrays.copyOf(head, length)).size()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void whatIsDamagedCannotBeRead() throws IOException {
    byte[] metadata = Files.readAllBytes(STREAM.resolve(SavedState.METADATA));
    for (int length : List.of(3, 40, metadata.length / 2, metadata.length - 1)) {
      Path damaged = Files.createDirectories(folder.resolve("cut-" + length));
      Files.write(damaged.resolve(SavedState.METADATA), Arrays.copyOf(metadata, length));
      assertThatThrownBy(() -> read(damaged)).as("%d", length).isInstanceOf(IOException.class);
    }
    Path text = Files.createDirectories(folder.resolve("text"));
    Files.writeString(text.resolve(SavedState.METADATA), "no metadata, but a text");
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
  }

  @Test
  void aMissingFileOfStateIsNoticed() throws IOException {
    Files.copy(STREAM.resolve(SavedState.METADATA), folder.resolve(SavedState.METADATA));
    try (Stream<Path> files = Files.list(STREAM)) {
      Path largest =
          files
              .filter(file -> !file.endsWith(SavedState.METADATA))
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      try (Stream<Path> all = Files.list(STREAM)) {
        for (Path file : all.filter(each -> !each.endsWith(SavedState.METADATA)).toList()) {
          if (!file.equals(largest)) {
            Files.copy(file, folder.resolve(file.getFileName()));
          }
        }
      }
    }
    assertThatThrownBy(() -> read(folder)).isInstanceOf(IOException.class);
  }

  private static SavedJob read(Path savepoint) throws IOException {
    return StateReader.read(SavedState.at(savepoint.toAbsolutePath().toString(), "--from"));
  }

  private static SavedOperator operator(SavedJob job, String uid) {
    return job.operators().stream()
        .filter(each -> each.uid().equals(uid))
        .findFirst()
        .orElseThrow();
  }
}
