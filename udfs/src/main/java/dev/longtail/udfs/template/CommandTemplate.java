package dev.longtail.udfs.template;

import dev.longtail.udfs.rules.RuleDigest;
import dev.longtail.udfs.rules.RuleFile;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The template of a command line: the line with its volatile parts replaced by typed placeholders.
 *
 * <p>Numbers, GUIDs, digests, addresses, user names, temporary paths, times and random identifiers
 * become {@code <num>}, {@code <guid>}, {@code <hash>}, {@code <ip>}, {@code <mac>}, {@code
 * <user>}, {@code <tmp>}, {@code <time>} and {@code <id>}. A payload (base64, long hexadecimal
 * text, character escapes, a list of numbers) becomes {@code <b64:DIGEST>}, {@code <hex:DIGEST>},
 * {@code <esc:DIGEST>} or {@code <list:DIGEST>}. The digest is 16 hexadecimal digits of {@link
 * CommandHash}, so lines with different payloads have different templates. White space is collapsed
 * to single blanks and trimmed; case is kept. The rules, with examples, are in {@code
 * docs/templates.md}.
 *
 * <p>Two lines with the same template differ only in volatile parts. The converse does not hold, so
 * near-duplicates are also looked for by embedding. A template is a function of the line alone. The
 * template of a template is itself. The time is linear in the length of the line.
 */
public final class CommandTemplate {
  private static final String VERSION =
      RuleDigest.of(RuleFile.textsOf(CommandTemplate.class, List.of("volatile.yaml")));

  private CommandTemplate() {}

  /** Names the lists that decide templates, by their content. */
  public static String version() {
    return VERSION;
  }

  /**
   * The template of {@code commandLine}; the template of a template is itself. Any string has a
   * template, even with unpaired surrogates or control characters. A blank line has an empty one.
   */
  public static String of(String commandLine) {
    TemplateEvent event = new TemplateEvent();
    if (event.isEnabled()) {
      event.line = CommandHash.of(commandLine);
      event.commit();
    }
    return new TemplateScanner(commandLine).template();
  }

  /**
   * The parts of {@code commandLine} in their order: what the template keeps, and what its
   * placeholders replace. Their texts, joined, are the line itself, with its white space as it is.
   */
  public static List<TemplatePart> parts(String commandLine) {
    List<int[]> replaced = new ArrayList<>();
    new TemplateScanner(commandLine, replaced).template();
    int[] origin = TemplatePart.origin(commandLine);
    List<TemplatePart> parts = new ArrayList<>();
    int done = 0;
    for (int[] each : replaced) {
      int start = origin[each[1]];
      int end = origin[each[2] - 1] + 1;
      TemplatePart.literal(commandLine, done, start, parts);
      parts.add(
          new TemplatePart(
              Optional.of(Placeholder.values()[each[0]]), commandLine.substring(start, end)));
      done = end;
    }
    TemplatePart.literal(commandLine, done, commandLine.length(), parts);
    return parts;
  }
}
