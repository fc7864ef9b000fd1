package dev.longtail.udfs.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What every rule says of itself, whatever list it is in.
 *
 * @param id unique in its list
 * @param meaning what it is about, in a few words
 * @param where file and line, for messages
 * @param examples lines that it is about
 * @param counterexamples lines that look alike and that it is not about
 */
public record Rule(
    String id,
    String meaning,
    String where,
    List<Example> examples,
    List<Example> counterexamples) {
  /**
   * A line to try a rule on.
   *
   * @param line a made-up command line
   * @param result what becomes of it; empty where the list only asks whether the rule applies
   */
  public record Example(String line, String result) {}

  public Rule {
    examples = List.copyOf(examples);
    counterexamples = List.copyOf(counterexamples);
  }

  /**
   * Tries the examples, which {@code applies} must accept, and the counter-examples, which it must
   * refuse.
   *
   * @return a sentence for each that turns out otherwise
   */
  public List<String> misjudged(Predicate<String> applies) {
    List<String> failures = new ArrayList<>();
    for (Example example : examples) {
      if (!applies.test(example.line())) {
        failures.add(this + ": does not apply to its example: " + example.line());
      }
    }
    for (Example example : counterexamples) {
      if (applies.test(example.line())) {
        failures.add(this + ": applies to its counter-example: " + example.line());
      }
    }
    return failures;
  }

  /**
   * Tries what becomes of the lines that say it.
   *
   * @return a sentence for each that turns out otherwise
   */
  public List<String> misshaped(UnaryOperator<String> result) {
    List<String> failures = new ArrayList<>();
    for (List<Example> lines : List.of(examples, counterexamples)) {
      for (Example example : lines) {
        String actual = result.apply(example.line());
        if (!example.result().isEmpty() && !example.result().equals(actual)) {
          failures.add(
              this + ": of " + example.line() + " becomes " + actual + ", not " + example.result());
        }
      }
    }
    return failures;
  }

  @Override
  public String toString() {
    return where + ": rule \"" + id + "\"";
  }
}
