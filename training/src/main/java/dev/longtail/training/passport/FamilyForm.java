package dev.longtail.training.passport;

import dev.longtail.udfs.template.Placeholder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lines of a family that differ in their values only, and the pattern that is theirs. */
final class FamilyForm {
  private final CutLine.Form form;
  private final List<VolatileValues> values = new ArrayList<>();
  private CutLine sample;

  FamilyForm(CutLine.Form form) {
    this.form = form;
    form.kinds().forEach(kind -> values.add(new VolatileValues(kind)));
  }

  /** Takes a line that a judge called benign. */
  void judged(CutLine line) {
    sample = sample == null ? line : sample;
    for (int i = 0; i < values.size(); i++) {
      values.get(i).judged(line.values().get(i));
    }
  }

  /** Takes a line that nobody judged. */
  void seen(CutLine line) {
    for (int i = 0; i < values.size(); i++) {
      values.get(i).seen(line.values().get(i));
    }
  }

  /**
   * The pattern.
   *
   * @param regex matches whole lines
   * @param open how many places take values that nobody judged
   */
  record LinePattern(String regex, int open) {}

  /** The pattern of these lines; empty if a place has too many values. */
  Optional<LinePattern> pattern() {
    Set<Placeholder> kinds = EnumSet.noneOf(Placeholder.class);
    kinds.addAll(form.kinds());
    String line = text(values.size());
    StringBuilder regex = new StringBuilder("^");
    int open = 0;
    for (int i = 0; i < values.size(); i++) {
      regex.append(RegexText.literal(form.literals().get(i)));
      Optional<VolatileValues.Allowed> allowed =
          values.get(i).allowed(LinePlace.of(line, text(i), kinds));
      if (allowed.isEmpty()) {
        return Optional.empty();
      }
      regex.append(allowed.get().regex());
      open += allowed.get().open() ? 1 : 0;
    }
    regex.append(RegexText.literal(form.literals().get(values.size()))).append('$');
    return Optional.of(new LinePattern(regex.toString(), open));
  }

  /** The judged line up to its value number {@code count}; the whole line from the last on. */
  private String text(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(form.literals().get(i)).append(sample.values().get(i));
    }
    return text.append(form.literals().get(count)).toString();
  }

  /** Letters and digits that every line of this form has. */
  int fixedCharacters() {
    return (int)
        form.literals().stream()
            .flatMapToInt(String::chars)
            .filter(Character::isLetterOrDigit)
            .count();
  }
}
