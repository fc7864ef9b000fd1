package dev.longtail.training.generate;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Parses the text of one template.
 *
 * <p>A slot stands in guillemets; broken bars divide the alternatives in a slot. Command lines
 * contain neither character, so all other text in a grammar file appears in the output as it is
 * written.
 *
 * <pre>
 * «symbol»           an alternative of the symbol
 * «int 1 9»          a generated value, see {@link SlotKind}
 * «one¦two¦»         one of these texts, here also none; may hold slots
 * «x=guid» … «@x»    the same text twice in a line
 * «host:guid»        the same text wherever the scope is the same: site, week, day, host, user
 * </pre>
 */
final class TemplateParser {
  private static final char OPEN = '«';
  private static final char CLOSE = '»';
  private static final char BAR = '¦';
  private static final Pattern SYMBOL = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern VARIABLE = Pattern.compile("[a-z]+");

  private final String text;
  private final Consumer<String> references;
  private final Set<String> bound = new HashSet<>();
  private int position;

  /** The text of a template is wrong; the message says why. */
  static final class MalformedTemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedTemplateException(String message) {
      super(message);
    }
  }

  private TemplateParser(String text, Consumer<String> references) {
    this.text = text;
    this.references = references;
  }

  /**
   * The template written as {@code text}.
   *
   * @param references receives every symbol that the template refers to
   */
  static Template parse(String text, Consumer<String> references)
      throws MalformedTemplateException {
    TemplateParser parser = new TemplateParser(text, references);
    Template template = parser.sequence(0);
    if (parser.position < text.length()) {
      throw new MalformedTemplateException("» without «");
    }
    return template;
  }

  /** Reads to the end of the text or, inside a slot, to a bar or the closing guillemet. */
  private Template sequence(int depth) throws MalformedTemplateException {
    List<Term> terms = new ArrayList<>();
    int start = position;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == OPEN) {
        addText(terms, start);
        position++;
        terms.add(slot(depth + 1));
        start = position;
      } else if (c == CLOSE || (c == BAR && depth > 0)) {
        break;
      } else if (c == BAR) {
        throw new MalformedTemplateException("¦ outside of «»");
      } else {
        position++;
      }
    }
    addText(terms, start);
    return new Template(terms);
  }

  private void addText(List<Term> terms, int start) {
    if (position > start) {
      terms.add(new Term.Text(text.substring(start, position)));
    }
  }

  /** Reads the rest of a slot behind its opening guillemet, and the closing guillemet. */
  private Term slot(int depth) throws MalformedTemplateException {
    int start = position;
    List<Template> options = new ArrayList<>();
    if (isDirective()) {
      position = text.indexOf(CLOSE, position) + 1;
      return directive(text.substring(start, position - 1));
    }
    while (true) {
      options.add(sequence(depth));
      if (position == text.length()) {
        throw new MalformedTemplateException("« without »");
      }
      if (text.charAt(position++) == CLOSE) {
        break;
      }
    }
    if (options.size() == 1) {
      throw new MalformedTemplateException(
          "a slot that is no choice holds other slots: «" + text.substring(start, position));
    }
    return new Term.Choice(options);
  }

  /** Whether the slot closes before any nested slot or broken bar. */
  private boolean isDirective() {
    for (int i = position; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == CLOSE) {
        return true;
      }
      if (c == OPEN || c == BAR) {
        return false;
      }
    }
    return false;
  }

  private Term directive(String body) throws MalformedTemplateException {
    if (body.startsWith("@")) {
      String variable = body.substring(1);
      if (!bound.contains(variable)) {
        throw new MalformedTemplateException("«" + body + "» recalls what is not bound before it");
      }
      return new Term.Recall(variable);
    }
    int equals = body.indexOf('=');
    if (equals > 0 && VARIABLE.matcher(body.substring(0, equals)).matches()) {
      String variable = body.substring(0, equals);
      Term term = directive(body.substring(equals + 1));
      if (!bound.add(variable)) {
        throw new MalformedTemplateException("variable " + variable + " is bound twice");
      }
      return new Term.Bind(variable, term);
    }
    int colon = body.indexOf(':');
    Optional<Term.Scope> scope = colon > 0 ? scope(body.substring(0, colon)) : Optional.empty();
    if (scope.isPresent()) {
      String identity = body.substring(colon + 1);
      return new Term.Sticky(scope.get(), identity, directive(identity));
    }
    return value(body);
  }

  private static Optional<Term.Scope> scope(String word) {
    return Arrays.stream(Term.Scope.values())
        .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  private Term value(String body) throws MalformedTemplateException {
    String[] words = body.split(" ", 2);
    Optional<SlotKind> kind = SlotKind.named(words[0]);
    if (kind.isEmpty()) {
      if (!SYMBOL.matcher(body).matches()) {
        throw new MalformedTemplateException("«" + body + "» is neither a slot nor a symbol");
      }
      references.accept(body);
      return new Term.Reference(body);
    }
    List<String> arguments = arguments(kind.get(), words.length > 1 ? words[1] : "");
    if (kind.get().takesSymbol()) {
      references.accept(arguments.get(0));
    }
    return new Term.Slot(kind.get(), arguments);
  }

  private static List<String> arguments(SlotKind kind, String text)
      throws MalformedTemplateException {
    // A pattern may hold blanks, so the last argument takes the rest.
    List<String> arguments =
        text.isEmpty() ? List.of() : List.of(text.split(" ", Math.max(1, kind.arguments())));
    if (arguments.size() != kind.arguments()) {
      throw new MalformedTemplateException(
          "«" + kind.word() + "» takes " + kind.arguments() + " arguments, not " + text);
    }
    if (kind.takesNumbers()) {
      checkNumbers(kind, arguments);
    }
    if (kind == SlotKind.PEER && Role.named(arguments.get(0)).isEmpty()) {
      throw new MalformedTemplateException("\"" + arguments.get(0) + "\" is no role of a host");
    }
    boolean takesPattern = kind == SlotKind.DATE || kind == SlotKind.PAST;
    if (takesPattern && !isDatePattern(arguments.get(0))) {
      throw new MalformedTemplateException("\"" + arguments.get(0) + "\" is no date pattern");
    }
    return arguments;
  }

  private static boolean isDatePattern(String pattern) {
    try {
      return !DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(LocalDate.EPOCH).isEmpty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return false;
    }
  }

  private static void checkNumbers(SlotKind kind, List<String> arguments)
      throws MalformedTemplateException {
    long previous = kind == SlotKind.SKEWED ? 1 : 0;
    for (String argument : arguments) {
      if (!argument.matches("\\d{1,12}") || Long.parseLong(argument) < previous) {
        throw new MalformedTemplateException(
            "«" + kind.word() + "» takes whole numbers from " + previous + ", not " + argument);
      }
      previous = Long.parseLong(argument);
    }
  }
}
