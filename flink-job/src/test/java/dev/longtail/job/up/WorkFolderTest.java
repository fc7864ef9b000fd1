package dev.longtail.job.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.job.local.FolderLock;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
  @TempDir Path folder;

  @Test
  void isOpenedAgainForTheSameEvents() {
    Path made = folder.resolve("below/up");
    try (WorkFolder first = WorkFolder.open(made, "days")) {
      assertThat(first.broker()).isEqualTo(made.resolve("kafka"));
      assertThat(first.checkpoints()).startsWith("file:///").endsWith("/below/up/checkpoints");
      refused(made, "days", "another longtail up runs there");
    }
    try (WorkFolder again = WorkFolder.open(made, "days")) {
      assertThat(again.broker()).isEqualTo(made.resolve("kafka"));
    }
    refused(made, "others", "holds the stream of days, and this start asks for others");
  }

  @Test
  void aStreamThatIsOverDoesNotGoOn() {
    try (WorkFolder first = WorkFolder.open(folder, "days")) {
      first.over();
    }
    refused(folder, "days", "its stream is over");
  }

  @Test
  void foldersOfOthersAreLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    refused(folder, "days", "no longtail up has made it");
    refused(file, "days", "is no folder");
    Path backfill = folder.resolve("backfill");
    FolderLock.of(backfill).close();
    Files.createDirectory(backfill.resolve("anomalies"));
    refused(backfill, "days", "no longtail up has made it");
    refused(folder.resolve("a,b"), "days", "a comma");
    refused(file.resolve("below"), "days", "cannot");
  }

  @Test
  void otherReleasesAreTold() throws IOException {
    WorkFolder.open(folder, "days").close();
    Files.writeString(
        folder.resolve("up.json"), "{\"form\":2,\"events\":\"days\",\"over\":false,\"more\":1}");
    refused(folder, "days", "made by another release of longtail (form 2, and this one reads 1)");
    Files.writeString(folder.resolve("up.json"), "{");
    refused(folder, "days", "cannot be read");
  }

  private static void refused(Path folder, String events, String why) {
    assertThatThrownBy(() -> WorkFolder.open(folder, events).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(why)
        .hasMessageContaining(folder.toString());
  }
}
