package dev.longtail.udfs.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.io.Json;
import java.util.ArrayList;
import java.util.List;

/** Process starts of the Linux audit log as go-audit writes it: all records of an event in one. */
final class GoAuditReader implements FormatReader {
  private static final Field SEQUENCE = Field.of("sequence");
  private static final Field TIME = Field.of("timestamp");
  private static final Field MESSAGES = Field.of("messages");
  private static final Field NAMES = Field.of("uid_map");
  private static final Field HOST = Field.of("hostname", "host.name", "host");

  @Override
  public EventFormat format() {
    return EventFormat.AUDITD;
  }

  @Override
  public Field mark() {
    return MESSAGES;
  }

  @Override
  public boolean claims(RecordView record) {
    return record.has(SEQUENCE) && record.has(MESSAGES) && record.has(TIME);
  }

  @Override
  public ParsedRecord read(RecordView record) throws UnusableFieldException {
    String id = record.text(TIME) + ':' + record.text(SEQUENCE);
    long ts = AuditLine.timeOfId(id);
    if (ts < 0) {
      throw new UnusableFieldException(TIME.name(), "no time as in 1736078400.250");
    }
    JsonNode names = json(record, NAMES);
    List<AuditFragment> fragments = new ArrayList<>();
    for (JsonNode message : json(record, MESSAGES)) {
      ParsedRecord part =
          AuditLine.read(
              "type="
                  + message.path("type").asText()
                  + " msg=audit("
                  + id
                  + "): "
                  + message.path("data").asText(),
              record.optional(HOST));
      if (part instanceof ParsedRecord.Fragment fragment) {
        fragments.add(named(fragment.fragment(), names));
      } else if (part instanceof Rejected) {
        return part;
      }
    }
    return fragments.isEmpty()
        ? new ParsedRecord.Skipped(SkipReason.OTHER_AUDIT_RECORD, ts)
        : AuditEvent.last(fragments);
  }

  private static JsonNode json(RecordView record, Field field) throws UnusableFieldException {
    try {
      return Json.MAPPER.readTree(record.json(field));
    } catch (JsonProcessingException e) {
      throw new UnusableFieldException(field.name(), "not as go-audit writes it");
    }
  }

  private static AuditFragment named(AuditFragment part, JsonNode names) {
    String name = names.path(part.user()).asText();
    return name.isEmpty() || name.equals("UNKNOWN_USER")
        ? part
        : new AuditFragment(
            part.host(),
            part.ts(),
            part.serial(),
            part.syscall(),
            part.failed(),
            name,
            part.image(),
            part.pid(),
            part.argc(),
            part.arguments());
  }

  @Override
  public List<Field> fields() {
    return List.of(SEQUENCE, TIME, MESSAGES, NAMES, HOST);
  }
}
