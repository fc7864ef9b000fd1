package dev.longtail.training.passport;

import dev.longtail.udfs.template.Placeholder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What may stand at a place of a family's lines. A judge saw some of the values; others stood there
 * in lines of the same form. The place is open only if its values vary, and only to values that can
 * name no program, address or file of somebody's choice; else it takes the judged values alone.
 */
final class VolatileValues {
  /** From so many different values on, a place varies. */
  static final int VARIES = 3;

  /** The most values that are named one by one. */
  static final int MOST_NAMED = 20;

  private static final int MOST_KEPT = 2_000;
  private static final int MOST_FORMS = 3;
  private static final String HEX = "[0-9a-fA-F]";

  /**
   * Numbers of processes, runs and moments. A shorter one may be a mode, a port or a switch: {@code
   * /d 0} and {@code /d 1} are opposites.
   */
  private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{5,}");

  private static final Pattern LONG_HEX_NUMBER = Pattern.compile("0[xX][0-9a-fA-F]{5,}");

  /** A name that begins with a letter, so that it is not the folder above. */
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z][A-Za-z0-9._-]+");

  private static final List<String> ID_CLASSES =
      List.of("[0-9a-f]", "[0-9A-F]", "[0-9a-z]", "[0-9A-Z]", "[0-9A-Za-z]", "[0-9A-Za-z_-]");

  private final Placeholder kind;
  private final Set<String> judged = new TreeSet<>();
  private final Set<String> seen = new TreeSet<>();

  VolatileValues(Placeholder kind) {
    this.kind = kind;
  }

  /** A value of a line that a judge called benign. */
  void judged(String value) {
    judged.add(value);
    seen(value);
  }

  /** A value of a line that nobody judged. */
  void seen(String value) {
    if (seen.size() < MOST_KEPT) {
      seen.add(value);
    }
  }

  /**
   * The place in a regular expression.
   *
   * @param regex what may stand there
   * @param open whether other values than those that were judged may
   */
  record Allowed(String regex, boolean open) {}

  /**
   * What may stand here; empty if the place has too many values to be named one by one, and may not
   * be open.
   */
  Optional<Allowed> allowed(LinePlace place) {
    if (judged.size() == 1 && seen.size() == 1) {
      return Optional.of(new Allowed(RegexText.anyOf(judged), false));
    }
    if (seen.size() >= VARIES && place.mayBeOpen(kind)) {
      Optional<String> open = open();
      if (open.isPresent()) {
        return Optional.of(new Allowed(open.get(), true));
      }
    }
    return judged.size() <= MOST_NAMED
        ? Optional.of(new Allowed(RegexText.anyOf(judged), false))
        : Optional.empty();
  }

  private Optional<String> open() {
    return switch (kind) {
      case NUM -> number();
      case TIME -> digits(seen);
      case TMP -> digits(judged);
      case GUID -> Optional.of("%s{8}-%s{4}-%s{4}-%s{4}-%s{12}".formatted(HEX, HEX, HEX, HEX, HEX));
      case HASH ->
          Optional.of(
              RegexText.choice(
                  seen.stream().map(value -> "%s{%d}".formatted(HEX, value.length())).toList()));
      case MAC -> Optional.of("%s{2}([:-]%s{2}){5}".formatted(HEX, HEX));
      case ID ->
          ID_CLASSES.stream()
              .filter(set -> all(Pattern.compile(set + "+").asMatchPredicate()))
              .findFirst()
              .map(set -> RegexText.times(set, shortest(), longest()));
      case USER ->
          all(ACCOUNT.asMatchPredicate())
              ? Optional.of(
                  "[A-Za-z]" + RegexText.times("[A-Za-z0-9._-]", shortest() - 1, longest() - 1))
              : Optional.empty();
      case IP, B64, HEX, ESC, LIST -> Optional.empty();
    };
  }

  private Optional<String> number() {
    if (all(LONG_HEX_NUMBER.asMatchPredicate())) {
      return Optional.of("0[xX]" + RegexText.times(HEX, shortest() - 2, longest() - 2));
    }
    return all(LONG_NUMBER.asMatchPredicate())
        ? Optional.of(RegexText.times("[0-9]", shortest(), longest()))
        : Optional.empty();
  }

  /** The forms of {@code values} with the digits of all that were seen in these forms. */
  private Optional<String> digits(Collection<String> values) {
    Map<List<String>, DigitForm> forms = new LinkedHashMap<>();
    values.forEach(value -> forms.computeIfAbsent(DigitForm.around(value), DigitForm::of));
    if (forms.size() > MOST_FORMS) {
      return Optional.empty();
    }
    for (String value : seen) {
      DigitForm form = forms.get(DigitForm.around(value));
      if (form != null) {
        form.add(value);
      }
    }
    return Optional.of(RegexText.choice(forms.values().stream().map(DigitForm::regex).toList()));
  }

  private boolean all(Predicate<String> predicate) {
    return seen.stream().allMatch(predicate);
  }

  private int shortest() {
    return seen.stream().mapToInt(String::length).min().orElse(0);
  }

  private int longest() {
    return seen.stream().mapToInt(String::length).max().orElse(0);
  }
}
