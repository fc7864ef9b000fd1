package dev.longtail.labeler.attack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Suites in files of the user: records with a command line ({@code bare} may hold the attack
 * without what it says), or templates of text for a judge ({@code template}, as those of
 * EvidenceForge), which are put into known-bad commands.
 */
public final class GivenSuites {
  private static final Pattern LETTERS = Pattern.compile("\\{alnum:([0-9]{1,4})\\}");
  private static final String PROMPT_INJECTION = "prompt_injection";
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

  private GivenSuites() {}

  /**
   * The suites in {@code file}: one of its lines, one for each kind of its templates.
   *
   * @param harmless whether its lines should be admitted
   * @throws InputException if it cannot be read or holds no line
   */
  public static List<AttackSuite> read(Path file, boolean harmless, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String name = String.valueOf(file.getFileName());
    Map<String, List<Attack>> suites = new TreeMap<>();
    JsonLines.forEach(
        file,
        (record, where) -> {
          if (record.path("template").isTextual()) {
            String words = filled(record.get("template").textValue(), random);
            suites
                .computeIfAbsent(name + ": " + kind(record), s -> new ArrayList<>())
                .addAll(OwnSuites.saying(words, seed));
          } else {
            suites
                .computeIfAbsent(name, s -> new ArrayList<>())
                .add(line(record, JsonLines.commandLine(record, where)));
          }
        });
    if (suites.isEmpty()) {
      throw new InputException(InputFiles.name(file) + ": holds no line");
    }
    List<AttackSuite> read = new ArrayList<>();
    suites.forEach((suite, attacks) -> read.add(new AttackSuite(suite, harmless, attacks)));
    return read;
  }

  /** Text that speaks to a model, and other text that attackers leave in logs. */
  private static String kind(JsonNode record) {
    return record.path("family").asText("").startsWith(PROMPT_INJECTION)
        ? PROMPT_INJECTION
        : "other text";
  }

  private static Attack line(JsonNode record, String command) {
    String bare = record.path("bare").asText("");
    return new Attack(command, bare.isEmpty() ? "" : command.replace(bare, "").strip());
  }

  private static String filled(String template, SplittableRandom random) {
    String filled =
        template
            .replace("{esc}", "\u001b")
            .replace("{cr}", "\r")
            .replace("{lf}", "\n")
            .replace("{canary}", "collector.example.net")
            .replace("{marker}", letters(6, random));
    return LETTERS
        .matcher(filled)
        .replaceAll((MatchResult n) -> letters(Integer.parseInt(n.group(1)), random));
  }

  private static String letters(int number, SplittableRandom random) {
    StringBuilder letters = new StringBuilder(number);
    for (int i = 0; i < number; i++) {
      letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return letters.toString();
  }
}
