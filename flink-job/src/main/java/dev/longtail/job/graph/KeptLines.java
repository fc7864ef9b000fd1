package dev.longtail.job.graph;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.longtail.job.config.RawLines;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.CommandEvent;
import java.io.Serializable;
import java.util.Optional;

/**
 * What of a record may be kept in state, results and topics: all of it, or its lines without their
 * secrets. Then an event's command line and its parent lose them before anything else sees the
 * event, and a dead letter loses all that it says.
 *
 * <p>Secrets are found in whole lines. Most audit events tell their arguments in one record, which
 * is redacted at once. Of a command line that takes several records, the parts are in state as they
 * came until they are joined, which takes as long as events may be out of order.
 */
final class KeptLines implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Everything is kept as it was observed. */
  static final KeptLines AS_OBSERVED = new KeptLines(null);

  /** Whose secrets are removed; null: none are. */
  private final LabelerOptions secrets;

  private transient Redactor redactor;

  private KeptLines(LabelerOptions secrets) {
    this.secrets = secrets;
  }

  /** As {@code options} want it; secrets are those that a labeler is not sent. */
  static KeptLines of(TopologyOptions options) {
    return options.events().raw() == RawLines.REDACT
        ? new KeptLines(options.labels().labeler())
        : AS_OBSERVED;
  }

  SourceRecord of(SourceRecord record) {
    if (secrets == null) {
      return record;
    }
    return new SourceRecord(
        record.event() == null ? null : of(record.event()),
        record.deadLetter() == null ? null : record.deadLetter().withheld(),
        record.timeUnit(),
        record.skipped(),
        record.fragment() == null ? null : of(record.fragment()),
        record.twin(),
        record.replayOf());
  }

  CommandEvent of(CommandEvent event) {
    return secrets == null
        ? event
        : new CommandEvent(
            event.eventId(),
            event.ts(),
            event.host(),
            event.user(),
            event.os(),
            of(event.parent()),
            event.image(),
            of(event.commandLine()));
  }

  /** The arguments become one: only together they are a line. */
  private AuditFragment of(AuditFragment fragment) {
    Optional<String> whole = fragment.wholeLine();
    if (whole.isEmpty()) {
      return fragment;
    }
    String line = new String(whole.get().getBytes(ISO_8859_1), UTF_8);
    String kept = of(line);
    return kept.equals(line)
        ? fragment
        : fragment.saying(new String(kept.getBytes(UTF_8), ISO_8859_1));
  }

  String of(String line) {
    if (secrets == null || line.isEmpty()) {
      return line;
    }
    if (redactor == null) {
      redactor = secrets.redactor();
    }
    return redactor.read(line).kept();
  }
}
