package dev.longtail.detectors.scade;

import java.util.Arrays;

/**
 * The different 1- and 2-grams of a line, in the order of their first occurrence.
 *
 * @param numbers of the n-grams in their {@link GramVocabulary}; not to be changed
 * @param occurrences in the line, of each; not to be changed
 */
record Grams(int[] numbers, int[] occurrences) {
  /** Number of different n-grams. */
  int size() {
    return numbers.length;
  }

  /** Number of n-grams, repeated ones included: the length of the line. */
  int length() {
    return Arrays.stream(occurrences).sum();
  }

  /** Equal by content. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Grams that
        && Arrays.equals(numbers, that.numbers)
        && Arrays.equals(occurrences, that.occurrences);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(numbers) + Arrays.hashCode(occurrences);
  }

  @Override
  public String toString() {
    return Arrays.toString(numbers) + " " + Arrays.toString(occurrences);
  }
}
