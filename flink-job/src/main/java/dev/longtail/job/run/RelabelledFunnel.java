package dev.longtail.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.labeler.client.NoLabelClient;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Counts the verdicts of a finished result anew, in its {@code funnel.json}. */
final class RelabelledFunnel {
  private static final String[] FIELDS = {
    "benign", "malicious", "abstained", "admitted", "quarantined"
  };

  /** Counts by window and scale, then by field. */
  private final Map<String, Map<String, Long>> counts = new HashMap<>();

  /** Counts a record of the verdicts. */
  void add(JsonNode verdict) {
    Map<String, Long> row = counts.computeIfAbsent(place(verdict), place -> new HashMap<>());
    row.merge(verdict.path("verdict").asText().toLowerCase(Locale.ROOT), 1L, Long::sum);
    row.merge(verdict.path("admitted").asBoolean() ? "admitted" : "quarantined", 1L, Long::sum);
  }

  private static String place(JsonNode record) {
    return record.path("window").asText() + " " + record.path("scale").asText();
  }

  /**
   * Writes the counts into the file, all at once; nothing is written if nothing has changed.
   *
   * @param labeler who gave the new verdicts; null if there are none
   * @param first whether there were no verdicts before
   * @return the exemplars that still wait
   * @throws InputException if the file cannot be read or written
   */
  long write(Path file, String labeler, boolean first) {
    try {
      if (!(Json.MAPPER.readTree(file.toFile()) instanceof ObjectNode funnel)) {
        throw new InputException(file + ": no funnel");
      }
      String before = funnel.toString();
      Map<String, Long> total = new HashMap<>();
      for (JsonNode row : funnel.path("windows")) {
        Map<String, Long> here = counts.getOrDefault(place(row), Map.of());
        here.forEach((field, count) -> total.merge(field, count, Long::sum));
        set((ObjectNode) row, here);
      }
      set((ObjectNode) funnel.get("total"), total);
      if (labeler != null) {
        funnel.put("labeler", both(funnel.path("labeler").asText(), labeler, first));
      }
      if (!funnel.toString().equals(before)) {
        Path draft = file.resolveSibling("." + file.getFileName());
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), funnel);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return funnel.at("/total/waiting").asLong();
    } catch (IOException e) {
      throw new InputException(file + ": cannot be rewritten: " + InputException.reason(e), e);
    }
  }

  private static String both(String before, String now, boolean first) {
    if (first || before.equals(NoLabelClient.DESCRIPTION)) {
      return now;
    }
    return before.equals(now) || before.endsWith("; " + now) ? before : before + "; " + now;
  }

  private static void set(ObjectNode row, Map<String, Long> counts) {
    for (String field : FIELDS) {
      row.put(field, counts.getOrDefault(field, 0L));
    }
    row.put(
        "waiting",
        row.path("exemplars").asLong()
            - row.path("admitted").asLong()
            - row.path("quarantined").asLong());
  }
}
