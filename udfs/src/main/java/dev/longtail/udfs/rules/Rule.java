package dev.longtail.udfs.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The fields that every rule has, in every list.
 *
 * @param id unique in its list
 * @param meaning its meaning, in a few words
 * @param where file and line, for messages
 * @param examples lines to which the rule applies
 * @param counterexamples similar lines to which it does not apply
 */
public record Rule(
    String id,
    String meaning,
    String where,
    List<Example> examples,
    List<Example> counterexamples) {
  /**
   * A line to test a rule.
   *
   * @param line a made-up command line
   * @param result the expected result; empty if the list only asks whether the rule applies
   */
  public record Example(String line, String result) {}

  public Rule {
    examples = List.copyOf(examples);
    counterexamples = List.copyOf(counterexamples);
  }

  /**
   * Tests the rule: {@code applies} must accept the examples and refuse the counter-examples.
   *
   * @return a sentence for each failure
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
   * Tests the result of each line that names an expected result.
   *
   * @return a sentence for each failure
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
