package dev.longtail.job.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.LongtailOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/operations/topics.md} lists the topics that a job needs, as they are made. */
class TopicsPageTest {
  private static final Path PAGE = Path.of("../docs/operations/topics.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z-]+)` \\| [^|]+ \\| ([^|]+) \\| ([^|]+) \\|$");

  /** Partitions and settings of each topic that the page lists. */
  private static Map<String, String> listed() throws IOException {
    String page = Files.readString(PAGE);
    int end = page.indexOf("## Partitions");
    Matcher row = ROW.matcher(page.substring(page.indexOf("## All topics"), end));
    Map<String, String> listed = new TreeMap<>();
    while (row.find()) {
      assertThat(listed.put(row.group(1), row.group(2) + ", " + row.group(3))).isNull();
    }
    return listed;
  }

  private static String made(NeededTopic topic) {
    String settings =
        ClusterTopics.keeping(topic.use()).entrySet().stream()
            .map(each -> "`" + each + "`")
            .sorted()
            .collect(Collectors.joining(", "));
    return (topic.use() == NeededTopic.Use.EVENTS ? "`--partitions`" : "1")
        + ", "
        + (settings.isEmpty() ? "the broker's settings" : settings);
  }

  @Test
  void thePageListsEveryTopicAsItIsMade() throws IOException {
    LongtailOptions everything =
        LongtailOptions.read(
            """
            source: {bootstrap-servers: "b:1", topic: command-events, group-id: longtail}
            earlier-exemplars: {bootstrap-servers: "b:1", topic: longtail-exemplars, group-id: known}
            sink: {kafka: {bootstrap-servers: "b:1"}}
            labeler: {endpoint: "http://127.0.0.1:1", control-arms: true}
            scoring: {model: /registry}
            checkpoints: {directory: "file:///tmp/longtail"}
            """,
            "longtail.yaml",
            Map.of(),
            List.of());
    Map<String, String> made = new TreeMap<>();
    NeededTopic.of(everything).forEach(topic -> made.put(topic.name(), made(topic)));
    assertThat(listed()).isEqualTo(made);
  }

  @Test
  void aTopicThatOthersFillIsMadeAsThePageSays() throws IOException {
    String page = Files.readString(PAGE);
    ClusterTopics.keeping(NeededTopic.Use.EARLIER_EXEMPLARS)
        .forEach((key, value) -> assertThat(page).contains("`" + key + "=" + value + "`"));
  }
}
