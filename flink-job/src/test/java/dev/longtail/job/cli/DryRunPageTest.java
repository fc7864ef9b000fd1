package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.upgrade.DayDifference;
import dev.longtail.job.upgrade.DayResult;
import dev.longtail.udfs.io.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of a dry run shows what comes from the data as text, and loads nothing. */
class DryRunPageTest {
  private static final String HOSTILE = "</td><script>alert('x')</script>{{note}}";

  @Test
  void everythingFromTheDataIsEscaped() {
    String anomaly =
        Json.line(
            Map.of(
                "id",
                HOSTILE,
                "window",
                HOSTILE,
                "scale",
                HOSTILE,
                "detector",
                HOSTILE,
                "command_line",
                HOSTILE,
                "rank",
                1,
                "score",
                2.5));
    String verdict =
        Json.line(
            Map.of(
                "id",
                HOSTILE,
                "cmd",
                HOSTILE,
                "verdict",
                HOSTILE,
                "reason",
                HOSTILE,
                "admitted",
                false));
    String page =
        DryRunPage.of(
            new DryRunPage.Head(List.of(Map.entry("state", HOSTILE)), HOSTILE),
            DayDifference.between(
                new DayResult(List.of(), List.of(), List.of(), 0),
                new DayResult(List.of(anomaly), List.of(), List.of(verdict), 0)));
    assertThat(page)
        .doesNotContain("<script", "alert('x')")
        .contains("&lt;script&gt;", "0 under the old configuration, 1 under the new one; 1 differ.")
        .doesNotContain("http://", "https://", "src=");
  }
}
