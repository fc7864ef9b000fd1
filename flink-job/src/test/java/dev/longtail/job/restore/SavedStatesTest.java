package dev.longtail.job.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which state is the newest, and which is none. */
class SavedStatesTest {
  private static final Instant NOW = Instant.parse("2025-01-02T12:00:00Z");
  private static final String FIRST = "0123456789abcdef0123456789abcdef";
  private static final String SECOND = "fedcba9876543210fedcba9876543210";

  @TempDir Path folder;

  @Test
  void theNewestCompleteOneCountsWhateverItsNumber() throws IOException {
    state(FIRST + "/chk-99", 60);
    state(SECOND + "/chk-7", 30);
    state(SECOND + "/chk-8", 20);
    Files.createDirectories(
        folder.resolve(SECOND + "/chk-9")); // The kill came before the metadata.
    Files.writeString(folder.resolve(SECOND + "/chk-9/a-file-of-state"), "x");
    assertThat(places()).containsExactly("chk-8", "chk-7", "chk-99");

    state("savepoints/savepoint-fedcba-1", 10);
    assertThat(places()).startsWith("savepoint-fedcba-1");
  }

  @Test
  void ofEqualAgeTheHigherNumberCounts() throws IOException {
    state(FIRST + "/chk-9", 5);
    state(FIRST + "/chk-10", 5);
    assertThat(places()).containsExactly("chk-10", "chk-9");
  }

  /** S3 tells times in seconds; a job that is stopped has made a checkpoint a moment before. */
  @Test
  void aSavepointHasANumberToo() throws IOException {
    state(FIRST + "/chk-9", 5);
    metadata(state("savepoints/savepoint-012345-1", 5), 10);
    assertThat(places()).containsExactly("savepoint-012345-1", "chk-9");
    state(FIRST + "/chk-11", 5);
    assertThat(places()).containsExactly("chk-11", "savepoint-012345-1", "chk-9");
  }

  @Test
  void whatIsNotOfFlinkIsLeftAlone() throws IOException {
    state("chk-1", 5);
    state(FIRST + "/shared", 5);
    state("my-job/chk-1", 5);
    assertThat(places()).isEmpty();
    assertThat(new SavedStates(folder.resolve("none").toUri().toString()).newestFirst()).isEmpty();
  }

  @Test
  void whatAKillLeftIsDeletedButNothingThatMayBeOfUse() throws IOException {
    state(FIRST + "/chk-4", 3600);
    Path left = incomplete(FIRST + "/chk-5", 3600);
    Path underWay = incomplete(SECOND + "/chk-1", 30);
    Path savepoint = incomplete("savepoints/savepoint-1", 3600);
    Path others = incomplete("my-job/chk-1", 3600);
    assertThat(new SavedStates(folder.toUri().toString()).deleteIncomplete(NOW))
        .singleElement()
        .satisfies(deleted -> assertThat(deleted).endsWith(FIRST + "/chk-5"));
    assertThat(left).doesNotExist();
    assertThat(Stream.of(underWay, savepoint, others, folder.resolve(FIRST + "/chk-4")))
        .allMatch(Files::exists);
  }

  @Test
  void aNamedStateMustBeComplete() throws IOException {
    Path state = state(FIRST + "/chk-4", 1);
    assertThat(SavedState.at(state.toString(), "o").location()).isEqualTo(state.toString());
    assertThat(SavedState.at(state.resolve("_metadata").toUri().toString(), "o").location())
        .endsWith("chk-4");
    Path none = incomplete(FIRST + "/chk-5", 1);
    assertThatThrownBy(() -> SavedState.at(none.toString(), "checkpoints.restore"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "checkpoints.restore: %s is no complete checkpoint or savepoint: it has no file"
                    .formatted(none)
                + " _metadata");
  }

  @Test
  void damagedMetadataIsNoLabel() throws IOException {
    SavedState damaged = SavedState.at(state(FIRST + "/chk-4", 1).toString(), "o");
    assertThatThrownBy(() -> StoredLabel.of(damaged)).isInstanceOf(IOException.class);
  }

  private List<String> places() {
    return new SavedStates(folder.toUri().toString())
        .newestFirst().stream()
            .map(state -> Path.of(state.location()).getFileName().toString())
            .toList();
  }

  private Path state(String name, int secondsAgo) throws IOException {
    Path state = Files.createDirectories(folder.resolve(name));
    Path metadata = Files.writeString(state.resolve("_metadata"), "x");
    Files.setLastModifiedTime(metadata, FileTime.from(NOW.minusSeconds(secondsAgo)));
    return state;
  }

  /** How Flink's metadata begin. */
  private static void metadata(Path state, long checkpoint) throws IOException {
    Path metadata = state.resolve("_metadata");
    FileTime time = Files.getLastModifiedTime(metadata);
    ByteBuffer head = ByteBuffer.allocate(16).putInt(Checkpoints.HEADER_MAGIC_NUMBER).putInt(6);
    Files.write(metadata, head.putLong(checkpoint).array());
    Files.setLastModifiedTime(metadata, time);
  }

  private Path incomplete(String name, int secondsAgo) throws IOException {
    Path state = Files.createDirectories(folder.resolve(name));
    Path file = Files.writeString(state.resolve("a-file-of-state"), "x");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(secondsAgo)));
    Files.setLastModifiedTime(state, FileTime.from(NOW.minusSeconds(secondsAgo)));
    return state;
  }
}
