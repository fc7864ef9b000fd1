package dev.longtail.job.replay;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.graph.LetterPlace;
import dev.longtail.udfs.event.CommandEvent;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** The records that a replay writes, in the form that others read. Components may be added. */
final class ReplayLines {
  private ReplayLines() {}

  /**
   * A process start in Longtail's own format.
   *
   * @param ts as text: a small number could be taken for seconds
   * @param replayOf the dead letters that it was
   */
  record EventLine(
      String eventId,
      String ts,
      String host,
      String user,
      String os,
      String parent,
      String image,
      String commandLine,
      List<LetterPlace> replayOf) {
    static EventLine of(CommandEvent event, List<LetterPlace> letters) {
      return new EventLine(
          event.eventId(),
          Instant.ofEpochMilli(event.ts()).toString(),
          event.host(),
          event.user(),
          event.os(),
          event.parent(),
          event.image(),
          event.commandLine(),
          letters);
    }
  }

  /**
   * A letter that is still dead, as the output {@code dead-letters} has it.
   *
   * @param reason the present one
   * @param firstReason that of the job
   */
  record LetterLine(
      String origin,
      String reason,
      String window,
      long rawBytes,
      String rawSha256,
      String rawBase64,
      String firstReason) {
    static LetterLine of(Letter letter, String reason) {
      boolean known = !letter.window().equals(FunnelCount.UNKNOWN_WINDOW);
      return new LetterLine(
          letter.origin(),
          reason,
          known ? letter.window() : null,
          letter.length(),
          letter.sha256(),
          Base64.getEncoder().encodeToString(letter.raw()),
          letter.reason());
    }
  }

  /**
   * A letter that was replayed, and is not replayed again.
   *
   * @param events process starts that it became
   * @param skipped records that are no process start, that it became
   */
  record SettledLine(String origin, String rawSha256, String window, int events, int skipped) {}
}
