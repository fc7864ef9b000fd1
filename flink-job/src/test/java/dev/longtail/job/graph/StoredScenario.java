package dev.longtail.job.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Three days of records, and what must come of them. Which lines a detector finds most anomalous
 * does not matter: the first and the last day have fewer lines than a window has anomalies, and of
 * the day between only the number counts.
 *
 * <p>The stored savepoints are positions in these records: never change them.
 */
final class StoredScenario {
  /** Anomalies of a window; more lines than the first and the last day have. */
  static final int TOP_K = 20;

  static final Duration LATENESS = Duration.ofMinutes(10);

  static final String FIRST_DAY = "2025-01-01";
  static final String DAY_OF_THE_SAVEPOINT = "2025-01-02";
  static final String LAST_DAY = "2025-01-03";

  private static final Instant START = Instant.parse(FIRST_DAY + "T00:00:00Z");
  private static final int MIDDLE_EVENTS = 360;
  private static final int MIDDLE_EVENTS_BEFORE = 270;

  /** Lines of the first day, no two of them alike; the number changes where they come back. */
  private static final List<String> LINES =
      List.of(
          "\"C:\\Program Files\\Contoso\\Backup\\backup.exe\" --job nightly --target"
              + " \\\\fs01\\archive\\run-%d",
          "powershell.exe -NoProfile -Command \"Get-ADUser -Filter * | Export-Csv"
              + " users-%d.csv\"",
          "/usr/bin/docker run --rm -v /srv/data:/data registry.local/etl:%d python /data/job.py",
          "msiexec.exe /i printer-driver-%d.msi /quiet /norestart ALLUSERS=1",
          "curl -sS -H 'Accept: application/json' https://weather.example.org/v1/station/%d",
          "ffmpeg -i recording-%d.mov -c:v libx264 -preset slow -crf 22 lecture.mp4",
          "git -C /home/ann/src/compiler rebase --onto main feature/parser-%d",
          "SELECT-REPORT /DATABASE:payroll /MONTH:%d /FORMAT:PDF",
          "schtasks /create /sc daily /tn DefragDisk%d /tr defrag.exe",
          "kubectl --namespace monitoring logs deployment/grafana --tail %d");

  private static final StoredScenario SCENARIO = new StoredScenario();

  private final List<SourceRecord> records = new ArrayList<>();
  private final Map<String, Day> days = new TreeMap<>();
  private final Map<String, String> nearDuplicates = new LinkedHashMap<>();
  private int firstDayOver;
  private int savepoint;
  private int dayOfTheSavepointOver;

  /** What is known of one window. */
  static final class Day {
    private final Map<String, Sightings> commands = new TreeMap<>();
    private long events;
    private long late;
    private long unparsable;

    /** Records of all kinds. */
    long events() {
      return events + late + unparsable;
    }

    long late() {
      return late;
    }

    long unparsable() {
      return unparsable;
    }

    long unique() {
      return commands.size();
    }

    long repeated() {
      return events - commands.size();
    }

    Sightings of(String commandLine) {
      return commands.get(commandLine);
    }
  }

  /** The events of one command in one window that were not late. */
  record Sightings(String firstEventId, long firstSeen, long occurrences) {
    private Sightings again() {
      return new Sightings(firstEventId, firstSeen, occurrences + 1);
    }
  }

  private StoredScenario() {
    for (int i = 0; i < LINES.size(); i++) {
      event(0, Duration.ofHours(6).plusMinutes(i), line(i, 1));
      event(0, Duration.ofHours(9).plusMinutes(i), line(i / 2, 1));
    }
    unparsable(at(0, Duration.ofHours(10)));
    unparsable(Rejected.NO_TIME);
    for (int i = 0; i < MIDDLE_EVENTS; i++) {
      middle(i);
      if (i == 20) {
        firstDayOver = records.size();
      }
      if (i == MIDDLE_EVENTS_BEFORE - 1) {
        unparsable(at(1, Duration.ofHours(17)));
        late(0, Duration.ofHours(5));
        savepoint = records.size();
      }
    }
    unparsable(at(1, Duration.ofHours(19)));
    unparsable(Rejected.NO_TIME);
    for (int i = 0; i < LINES.size(); i++) {
      // Half of them as they were, half with another number.
      String again = line(i, i % 2 == 0 ? 1 : 2);
      nearDuplicates.put(again, line(i, 1));
      event(2, Duration.ofHours(6).plusMinutes(i), again);
    }
    dayOfTheSavepointOver = records.size();
    late(0, Duration.ofHours(5));
    late(1, Duration.ofHours(5));
    event(2, Duration.ofHours(7), line(0, 1));
  }

  /** The day between: two new lines and one that was seen long before, again and again. */
  private void middle(int i) {
    int number = i % 3 == 2 ? i / 6 : i - i / 3;
    String commandLine =
        "/opt/telescope/bin/expose --plate %d --filter %s --seconds %d"
            .formatted(number, "ubvri".charAt(number % 5), number * number);
    event(1, Duration.ofMinutes(4L * i), commandLine);
  }

  private static String line(int i, int number) {
    return LINES.get(i).formatted(number);
  }

  private void event(int day, Duration time, String commandLine) {
    CommandEvent event = add(day, time, commandLine);
    Day truth = day(event.ts());
    truth.events++;
    truth.commands.merge(
        commandLine,
        new Sightings(event.eventId(), event.ts(), 1),
        (known, again) -> known.again());
  }

  /** All of a day are the same command, so that one shard has counted them before and after. */
  private void late(int day, Duration time) {
    day(add(day, time, "late").ts()).late++;
  }

  private CommandEvent add(int day, Duration time, String commandLine) {
    CommandEvent event =
        new CommandEvent(
            "e" + records.size(), at(day, time), "host", "user", "linux", "", "", commandLine);
    records.add(new SourceRecord(event, null));
    return event;
  }

  private void unparsable(long ts) {
    String origin = "scenario:" + records.size();
    records.add(SourceRecord.unusable(origin, "broken", ts, "{".getBytes(UTF_8)));
    day(ts).unparsable++;
  }

  private Day day(long ts) {
    String name =
        ts == Rejected.NO_TIME ? "unknown" : Instant.ofEpochMilli(ts).toString().substring(0, 10);
    return days.computeIfAbsent(name, d -> new Day());
  }

  private static long at(int day, Duration time) {
    return START.plus(Duration.ofDays(day)).plus(time).toEpochMilli();
  }

  /** All records, in the order in which they are read. */
  static List<SourceRecord> records() {
    return SCENARIO.records;
  }

  /** Records after which the watermark closes the first day. */
  static int firstDayOver() {
    return SCENARIO.firstDayOver;
  }

  /** Records before the savepoint. The last of them is late. */
  static int savepoint() {
    return SCENARIO.savepoint;
  }

  /** Records after which the watermark closes the day of the savepoint. */
  static int dayOfTheSavepointOver() {
    return SCENARIO.dayOfTheSavepointOver;
  }

  /** The truth of all windows, and of the records without a time. */
  static Map<String, Day> days() {
    return SCENARIO.days;
  }

  /** The lines of the last day, each with the exemplar of the first day that stands for it. */
  static Map<String, String> nearDuplicates() {
    return SCENARIO.nearDuplicates;
  }
}
