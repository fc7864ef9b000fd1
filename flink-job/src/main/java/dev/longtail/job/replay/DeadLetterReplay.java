package dev.longtail.job.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.connect.ReplayHeader;
import dev.longtail.job.connect.TopicRecords;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.RecordLines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads dead letters again. What is an event by now goes into files, or into the topic of events
 * for the stream; what is none stays a dead letter with its present reason.
 *
 * <p>No letter is replayed twice into one folder, also if a run is killed at any point.
 */
public final class DeadLetterReplay {
  private static final String EVENTS = "events";
  private static final String SENT = "sent";
  private static final String DEAD = "dead-letters";

  private final Path out;
  private final Optional<Topic> to;
  private final Consumer<String> progress;
  private final ReplayCounts counts = new ReplayCounts();
  private final Set<Letter.Key> read = new HashSet<>();
  private String firstNoLetter = "";

  /**
   * A topic.
   *
   * @param servers of its cluster
   * @param name of the topic
   * @param properties further settings of the Kafka client
   */
  public record Topic(String servers, String name, Map<String, String> properties) {}

  /** Where dead letters come from; each line is given with its place. */
  @FunctionalInterface
  public interface Source {
    void forEach(LineTaker taker);

    /** Dead letters in files. */
    static Source of(Location input) {
      StoredFiles files = StoredFiles.checked(input);
      return taker -> files.forEachLine((line, where) -> taker.take(text(line), where));
    }

    private static String text(RecordLines.Line line) {
      try {
        return line.text();
      } catch (RecordLines.UnreadableLineException e) {
        return ""; // No letter, and told like any other line that is none.
      }
    }

    /** Dead letters in a topic: all that it holds now. */
    static Source of(Topic topic) {
      return taker -> {
        try (TopicRecords records =
            TopicRecords.of(topic.servers(), topic.name(), topic.properties())) {
          records.read(
              records.begin(),
              record ->
                  taker.take(
                      record.value() == null
                          ? ""
                          : new String(record.value(), StandardCharsets.UTF_8),
                      "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset())));
        }
      };
    }
  }

  /** Gets the lines of a source. */
  @FunctionalInterface
  public interface LineTaker {
    void take(String line, String where);
  }

  /**
   * The result of a run.
   *
   * @param counts what became of the letters
   * @param folder of this run; empty if nothing is new
   */
  public record Result(ReplayCounts.Form counts, Optional<Path> folder) {}

  /**
   * A replay.
   *
   * @param out folder of this replay and of earlier ones
   * @param to the topic of events; empty to write files
   * @param progress gets lines for the user
   */
  public DeadLetterReplay(Path out, Optional<Topic> to, Consumer<String> progress) {
    this.out = out;
    this.to = to;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @throws InputException if something cannot be read or written, with a message for the user; the
   *     same call then goes on
   */
  public Result run(Source source) {
    try (ReplayFolder folder = ReplayFolder.open(out)) {
      Optional<ReplayFolder.Sending> interrupted = folder.interrupted();
      if (interrupted.isPresent() && to.isEmpty()) {
        throw new InputException(
            "a run that was killed has sent to the topic %s; go on with --to-topic"
                .formatted(interrupted.get().topic()));
      }
      folder.begin(List.of(to.isPresent() ? SENT : EVENTS, DEAD));
      if (to.isEmpty()) {
        replay(source, folder, null);
      } else {
        Topic topic = to.get();
        try (EventsTarget target =
            EventsTarget.open(topic.servers(), topic.name(), topic.properties())) {
          if (interrupted.isPresent()) {
            progress.accept("a run was killed here; looking for what it has sent");
            target.findSent(interrupted.get(), topic.properties());
          } else {
            folder.sendingFrom(target.beginning());
          }
          replay(source, folder, target);
          target.finish();
        }
      }
      ReplayCounts.Form form = counts.form();
      if (form.replayed() == 0 && form.events() == 0 && !folder.isNew()) {
        folder.drop();
        return new Result(form, Optional.empty());
      }
      return new Result(form, Optional.of(folder.commit(form)));
    }
  }

  private void replay(Source source, ReplayFolder folder, EventsTarget target) {
    LetterReading reading =
        new LetterReading(
            new LetterReading.Sink() {
              @Override
              public void revived(LetterReading.Revived revived) {
                take(revived, folder, target);
              }

              @Override
              public void dead(Letter letter, String reason) {
                counts.dead(reason);
                folder.write(DEAD, ReplayLines.LetterLine.of(letter, reason));
              }
            });
    source.forEach((line, where) -> read(line, where, folder, reading));
    reading.end();
    ReplayCounts.Form form = counts.form();
    if (form.letters() + form.replayedBefore() == 0) {
      throw new InputException(
          firstNoLetter.isEmpty()
              ? "there are no dead letters"
              : "no record is a dead letter; the first: " + firstNoLetter);
    }
  }

  private void read(String line, String where, ReplayFolder folder, LetterReading reading) {
    Letter letter;
    try {
      JsonNode record = Json.MAPPER.readTree(line);
      if (record == null || !record.isObject()) {
        throw new InputException("no dead letter: no JSON object");
      }
      letter = Letter.of(record);
    } catch (JsonProcessingException e) {
      noLetter(where + ": " + Json.problem(e));
      return;
    } catch (InputException e) {
      noLetter(where + ": " + e.getMessage());
      return;
    }
    if (!read.add(letter.key())) {
      counts.again();
    } else if (folder.isSettled(letter)) {
      counts.settledBefore();
    } else {
      counts.letter();
      reading.read(letter);
    }
  }

  private void noLetter(String why) {
    counts.noLetter();
    firstNoLetter = firstNoLetter.isEmpty() ? why : firstNoLetter;
  }

  private void take(LetterReading.Revived revived, ReplayFolder folder, EventsTarget target) {
    counts.revived(revived);
    if (target != null) {
      send(revived, target);
    }
    for (CommandEvent event : revived.events()) {
      folder.write(
          target == null ? EVENTS : SENT, ReplayLines.EventLine.of(event, revived.places()));
    }
    for (Letter letter : revived.letters()) {
      folder.settle(
          new ReplayLines.SettledLine(
              letter.origin(),
              letter.sha256(),
              letter.window(),
              revived.events().size(),
              revived.skips().size()));
    }
  }

  private void send(LetterReading.Revived revived, EventsTarget target) {
    int number = 0;
    Letter first = revived.letters().get(0);
    for (CommandEvent event : revived.events()) {
      ReplayHeader header = header(revived, first, number++, null);
      byte[] value =
          Json.line(ReplayLines.EventLine.of(event, revived.places()))
              .getBytes(StandardCharsets.UTF_8);
      var unused = target.send(header, value);
    }
    // A part of an audit event is told with the event.
    List<ParsedRecord.Skipped> alone =
        revived.letters().size() == 1
            ? revived.skips()
            : revived.events().isEmpty() ? revived.skips().subList(0, 1) : List.of();
    for (ParsedRecord.Skipped skipped : alone) {
      var unused = target.send(header(revived, first, number++, skipped), null);
    }
    counts.ofOthers(
        revived.letters().stream()
            .filter(letter -> !ReplayHeader.isOf(to.orElseThrow().name(), letter.origin()))
            .count());
  }

  private static ReplayHeader header(
      LetterReading.Revived revived, Letter first, int number, ParsedRecord.Skipped skipped) {
    Long ts = skipped == null || skipped.ts() == Rejected.NO_TIME ? null : skipped.ts();
    return new ReplayHeader(
        "%s/%.16s/%d".formatted(first.origin(), first.sha256(), number),
        revived.places(),
        revived.takesBack(),
        skipped == null ? null : skipped.reason(),
        ts);
  }
}
