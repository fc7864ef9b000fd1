package dev.longtail.udfs.shape;

import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.template.Placeholder;
import dev.longtail.udfs.text.CommandHash;
import java.util.Set;

/**
 * The shape of a command line: the parts that near-duplicates must share, however alike their
 * embeddings are. These are the tools that a line calls and the operators between the calls,
 * sub-commands, flags, redirections, and the digests of encoded payloads.
 *
 * <p>Embeddings rate a swapped flag or another {@code -EncodedCommand} payload as closer than a
 * renamed path. A cosine alone therefore merges lines that an analyst must see apart. The shape
 * leaves out the parts that vary between runs of the same task: arguments, the values, order and
 * number of flags, the folders of tools. Equal shapes are necessary, not sufficient: {@code python
 * -c X} and {@code python -c Y} have the same shape. {@code docs/shapes.md} gives the rules, and
 * examples that a test checks.
 *
 * <p>Any string has a shape. The time is linear in its length, except for the sorting of its flags.
 *
 * @param text the shape in a readable canonical form, such as {@code sudo (apt-get install -y) &&
 *     rm -rf}
 */
public record CommandShape(String text) {
  /** The shape of {@code commandLine}. */
  public static CommandShape of(String commandLine) {
    return of(commandLine, CommandTemplate.of(commandLine));
  }

  /** The shape of {@code commandLine}, given its {@code template}. */
  public static CommandShape of(String commandLine, String template) {
    Set<String> payloads = Placeholder.payloads(template);
    return new CommandShape(new ShapeParser(payloads, commandLine).shape());
  }

  /**
   * A 64-bit hash of the text. Lines of equal shape have equal digests. With a million different
   * shapes, the probability that any two share a digest is 3e-8.
   */
  public long digest() {
    return CommandHash.of(text);
  }
}
