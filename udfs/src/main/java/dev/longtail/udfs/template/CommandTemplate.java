package dev.longtail.udfs.template;

import dev.longtail.udfs.text.CommandHash;

/**
 * The template of a command line: its volatile parts replaced by typed placeholders.
 *
 * <p>Numbers, GUIDs, digests, addresses, user names, temporary paths, times and random identifiers
 * become {@code <num>}, {@code <guid>}, {@code <hash>}, {@code <ip>}, {@code <mac>}, {@code
 * <user>}, {@code <tmp>}, {@code <time>} and {@code <id>}. A payload (base64, long hexadecimal
 * text, character escapes, a list of numbers) becomes {@code <b64:DIGEST>}, {@code <hex:DIGEST>},
 * {@code <esc:DIGEST>} or {@code <list:DIGEST>} with 16 hexadecimal digits of {@link CommandHash},
 * so that two lines with different payloads have different templates. White space is collapsed to
 * single blanks and trimmed; case is kept. The rules, with examples, are in {@code
 * docs/templates.md}.
 *
 * <p>Two lines with the same template differ only in volatile parts; the converse does not hold,
 * which is why near-duplicates are looked for by embedding as well. Templates are a function of the
 * line alone, idempotent, and computed in time linear in its length.
 */
public final class CommandTemplate {
  private CommandTemplate() {}

  /**
   * The template of {@code commandLine}; the template of a template is itself. Any string has one,
   * also one with unpaired surrogates or control characters; that of a blank line is empty.
   */
  public static String of(String commandLine) {
    TemplateEvent event = new TemplateEvent();
    if (event.isEnabled()) {
      event.line = CommandHash.of(commandLine);
      event.commit();
    }
    return new TemplateScanner(commandLine).template();
  }
}
