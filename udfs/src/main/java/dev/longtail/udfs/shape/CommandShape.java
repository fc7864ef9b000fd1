package dev.longtail.udfs.shape;

import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.template.Placeholder;
import dev.longtail.udfs.text.CommandHash;
import java.util.Set;

/**
 * What two command lines must share to be near-duplicates, however alike their embeddings are: the
 * tools they call and how the calls are joined, sub-commands, flags, redirections, and the digests
 * of encoded payloads.
 *
 * <p>Embeddings rank a swapped flag or another {@code -EncodedCommand} payload as closer than a
 * renamed path, so a cosine alone merges what an analyst must see apart. The shape leaves out what
 * varies between runs of the same task: arguments, the values, order and number of flags, the
 * folders of tools. Equal shapes are necessary, not sufficient: {@code python -c X} and {@code
 * python -c Y} share theirs. {@code docs/shapes.md} gives the rules, and examples that a test
 * checks.
 *
 * <p>Any string has a shape; the work is linear in its length, up to the sorting of its flags.
 *
 * @param text the shape in a readable canonical form, such as {@code sudo (apt-get install -y) &&
 *     rm -rf}
 */
public record CommandShape(String text) {
  /** The shape of {@code commandLine}. */
  public static CommandShape of(String commandLine) {
    return of(commandLine, CommandTemplate.of(commandLine));
  }

  /** The shape of {@code commandLine}, whose {@code template} is known. */
  public static CommandShape of(String commandLine, String template) {
    Set<String> payloads = Placeholder.payloads(template);
    return new CommandShape(new ShapeParser(payloads, commandLine).shape());
  }

  /**
   * A 64-bit hash of the text: the key under which lines of equal shape meet. Two of a million
   * different shapes share one with a probability of 3e-8.
   */
  public long digest() {
    return CommandHash.of(text);
  }
}
