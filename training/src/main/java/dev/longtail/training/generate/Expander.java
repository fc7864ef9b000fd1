package dev.longtail.training.generate;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns templates into text. */
final class Expander {
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int PAST_DAYS = 90;

  private final Grammar grammar;
  private final Fleet fleet;
  private final long seed;
  private final Map<String, DateTimeFormatter> formats = new HashMap<>();

  Expander(Grammar grammar, Fleet fleet, long seed) {
    this.grammar = grammar;
    this.fleet = fleet;
    this.seed = seed;
  }

  /**
   * One process start of a shape, without its time.
   *
   * @param commandLine the command line
   * @param parent parent's image or command line
   * @param image path of the executable
   */
  record Command(String commandLine, String parent, String image) {}

  /** A command of {@code shape} as it runs in {@code situation}. */
  Command expand(Shape shape, Situation situation, Rng rng) {
    Line line = new Line(situation, rng);
    String commandLine = line.text(shape.lines().draw(rng));
    line.program = Images.program(commandLine, shape.os());
    String image = Images.of(commandLine, shape.os()).orElseGet(() -> line.text(shape.image()));
    return new Command(commandLine, line.text(shape.parent()), image);
  }

  /** The expansion of one command line with its parent and image, which share its variables. */
  private final class Line {
    private final Situation situation;
    private final Rng rng;
    private final Map<String, String> variables = new HashMap<>();
    private String program = "";

    Line(Situation situation, Rng rng) {
      this.situation = situation;
      this.rng = rng;
    }

    String text(Template template) {
      StringBuilder out = new StringBuilder();
      append(template, rng, out);
      return out.toString();
    }

    private void append(Template template, Rng draws, StringBuilder out) {
      for (Term term : template.terms()) {
        append(term, draws, out);
      }
    }

    private void append(Term term, Rng draws, StringBuilder out) {
      if (term instanceof Term.Text text) {
        out.append(text.text());
      } else if (term instanceof Term.Reference reference) {
        append(grammar.symbol(reference.symbol()).draw(draws), draws, out);
      } else if (term instanceof Term.Choice choice) {
        append(draws.pick(choice.options()), draws, out);
      } else if (term instanceof Term.Bind bind) {
        int start = out.length();
        append(bind.term(), draws, out);
        variables.put(bind.variable(), out.substring(start));
      } else if (term instanceof Term.Recall recall) {
        // The variable is unbound if the choice that binds it took another option; then the text is
        // empty.
        out.append(variables.getOrDefault(recall.variable(), ""));
      } else if (term instanceof Term.Sticky sticky) {
        append(sticky.term(), Rng.of(seed, key(sticky)), out);
      } else if (term instanceof Term.Slot slot) {
        append(slot, draws, out);
      }
    }

    private String key(Term.Sticky sticky) {
      String holder =
          switch (sticky.scope()) {
            case SITE -> "";
            case WEEK -> Long.toString(situation.day().toEpochDay() / 7);
            case DAY -> situation.day().toString();
            case HOST -> situation.host().name();
            case USER -> situation.account();
          };
      return sticky.scope() + "\0" + holder + "\0" + sticky.identity();
    }

    private void append(Term.Slot slot, Rng draws, StringBuilder out) {
      switch (slot.kind()) {
        case INT -> out.append(draws.between(number(slot, 0), number(slot, 1)));
        case SKEWED -> out.append(skewed(number(slot, 0), number(slot, 1), draws));
        case HEX -> digits(number(slot, 0), "0123456789abcdef", draws, out);
        case UPPER_HEX -> digits(number(slot, 0), "0123456789ABCDEF", draws, out);
        case ALNUM -> digits(number(slot, 0), ALPHANUMERIC, draws, out);
        case LETTERS -> digits(number(slot, 0), "abcdefghijklmnopqrstuvwxyz", draws, out);
        case GUID -> out.append(guid(draws));
        case UPPER_GUID -> out.append(guid(draws).toUpperCase(Locale.ROOT));
        case BYTES64 -> out.append(bytes(number(slot, 0), draws));
        case BASE64 -> out.append(encoded(slot, StandardCharsets.UTF_8, draws));
        case UTF16 -> out.append(encoded(slot, StandardCharsets.UTF_16LE, draws));
        case DATE -> out.append(format(situation.day(), slot));
        case PAST ->
            out.append(format(situation.day().minusDays(1 + draws.below(PAST_DAYS)), slot));
        case USER -> out.append(situation.account());
        case COLLEAGUE -> out.append(draws.pick(fleet.people()));
        case HOST -> out.append(situation.host().name());
        case PEER -> out.append(peer(slot, draws));
        case PROGRAM -> out.append(program);
      }
    }

    private String peer(Term.Slot slot, Rng draws) {
      Role role = Role.named(slot.arguments().get(0)).orElseThrow();
      return draws.pick(fleet.hosts(role)).name();
    }

    private String encoded(Term.Slot slot, Charset charset, Rng draws) {
      StringBuilder text = new StringBuilder();
      append(grammar.symbol(slot.arguments().get(0)).draw(draws), draws, text);
      return Base64.getEncoder().encodeToString(text.toString().getBytes(charset));
    }

    private String format(LocalDate day, Term.Slot slot) {
      return formats
          .computeIfAbsent(
              slot.arguments().get(0), p -> DateTimeFormatter.ofPattern(p, Locale.ROOT))
          .format(day);
    }
  }

  private static long number(Term.Slot slot, int index) {
    List<String> arguments = slot.arguments();
    return Long.parseLong(arguments.get(index));
  }

  private static long skewed(long low, long high, Rng draws) {
    return (long) (low * StrictMath.pow((high + 1.0) / low, draws.unit()));
  }

  private static void digits(long count, String alphabet, Rng draws, StringBuilder out) {
    for (long i = 0; i < count; i++) {
      out.append(alphabet.charAt(draws.below(alphabet.length())));
    }
  }

  private static String guid(Rng draws) {
    StringBuilder out = new StringBuilder();
    digits(32, "0123456789abcdef", draws, out);
    out.setCharAt(12, '4');
    out.setCharAt(16, "89ab".charAt(draws.below(4)));
    return out.insert(20, '-').insert(16, '-').insert(12, '-').insert(8, '-').toString();
  }

  private static String bytes(long count, Rng draws) {
    byte[] bytes = new byte[(int) count];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) draws.below(256);
    }
    return Base64.getEncoder().encodeToString(bytes);
  }
}
