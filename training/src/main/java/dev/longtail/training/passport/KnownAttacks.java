package dev.longtail.training.passport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.evasion.Evasion;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.text.CommandHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The attacks at hand, as they are and written otherwise. */
public final class KnownAttacks {
  private static final long SEED = 1;
  private static final long SALT = 0x70617373706f7274L;

  private final List<KnownAttack> all = new ArrayList<>();
  private final Set<String> lines = new HashSet<>();
  private final Map<String, KnownAttack> byTemplate = new HashMap<>();
  private final Map<String, Integer> bySource = new TreeMap<>();

  /**
   * Reads the malicious records {@code {"cmd", "label"}} of a file or folder. Records of another
   * label are passed over; one without a label is taken for an attack.
   *
   * @throws InputException if a record is unusable, naming file, line and field; or if there is no
   *     attack
   */
  public void read(Path input) {
    int before = all.size();
    int[] records = {0};
    JsonLines.forEach(
        input,
        (record, where) -> {
          records[0]++;
          String line = JsonLines.commandLine(record, where);
          JsonNode label = record.get("label");
          if (label != null && !label.isNull() && label(label, where) != Label.MALICIOUS) {
            return;
          }
          Path file = where.file().getFileName();
          add(
              new KnownAttack(
                  file == null ? where.file().toString() : file.toString(),
                  Long.toString(where.line()),
                  line));
        });
    if (records[0] > 0 && all.size() == before && bySource.isEmpty()) {
      throw new InputException(
          "%s: of %,d records none is an attack, \"label\": \"malicious\""
              .formatted(input, records[0]));
    }
  }

  private static Label label(JsonNode label, JsonLines.Location where) {
    return (label.isTextual() ? Label.parse(label.textValue()) : Optional.<Label>empty())
        .orElseThrow(
            () ->
                new InputException(
                    where + ": field \"label\" is neither \"benign\" nor \"malicious\""));
  }

  /** Adds an attack; one with the same line is there once. */
  public void add(KnownAttack attack) {
    bySource.merge(attack.source(), 1, Integer::sum);
    if (lines.add(attack.line())) {
      all.add(attack);
      byTemplate.putIfAbsent(CommandTemplate.of(attack.line()), attack);
    }
  }

  /** How many different lines there are. */
  public int size() {
    return all.size();
  }

  /** How many records each source gave. */
  public Map<String, Integer> bySource() {
    return bySource;
  }

  /** An attack with this template. */
  Optional<KnownAttack> ofTemplate(String template) {
    return Optional.ofNullable(byTemplate.get(template));
  }

  /**
   * Gives every attack as it is, and in each way that it can be written otherwise.
   *
   * @param to gets the attack, and its line or another that does the same
   */
  void forEachWriting(BiConsumer<KnownAttack, String> to) {
    for (KnownAttack attack : all) {
      to.accept(attack, attack.line());
      LabelledCommand command =
          new LabelledCommand(attack.line(), Label.MALICIOUS, LineOrigin.UNKNOWN);
      for (Evasion evasion : Evasion.values()) {
        String written = evasion.apply(command, SEED);
        if (!written.equals(attack.line())) {
          to.accept(attack, written);
        }
      }
    }
  }

  /** A few attacks on one line, drawn by hash. */
  List<KnownAttack> some(int count) {
    return all.stream()
        .filter(attack -> attack.line().length() <= 300 && attack.line().indexOf('\n') < 0)
        .sorted(
            Comparator.comparingLong(
                    (KnownAttack attack) -> CommandHash.mix(CommandHash.of(attack.line()), SALT))
                .thenComparing(KnownAttack::line))
        .limit(count)
        .toList();
  }
}
