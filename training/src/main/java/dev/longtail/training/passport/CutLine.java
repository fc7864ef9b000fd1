package dev.longtail.training.passport;

import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.template.Placeholder;
import dev.longtail.udfs.template.TemplatePart;
import java.util.ArrayList;
import java.util.List;

/**
 * A command line cut at its volatile parts. There is one literal more than there are values: before
 * the first, between each two, behind the last.
 *
 * @param literals texts that the template keeps, with their white space; may be empty
 * @param kinds what the placeholders of the values stand for
 * @param values the volatile texts
 */
record CutLine(List<String> literals, List<Placeholder> kinds, List<String> values) {
  CutLine {
    literals = List.copyOf(literals);
    kinds = List.copyOf(kinds);
    values = List.copyOf(values);
  }

  static CutLine of(String line) {
    List<String> literals = new ArrayList<>();
    List<Placeholder> kinds = new ArrayList<>();
    List<String> values = new ArrayList<>();
    String literal = "";
    for (TemplatePart part : CommandTemplate.parts(line)) {
      if (part.kind().isEmpty()) {
        literal = part.text();
      } else {
        literals.add(literal);
        literal = "";
        kinds.add(part.kind().get());
        values.add(part.text());
      }
    }
    literals.add(literal);
    return new CutLine(literals, kinds, values);
  }

  /** What lines have in common that differ in their values only. */
  Form form() {
    return new Form(literals, kinds);
  }

  /** The literals and kinds of a line. */
  record Form(List<String> literals, List<Placeholder> kinds) {}
}
