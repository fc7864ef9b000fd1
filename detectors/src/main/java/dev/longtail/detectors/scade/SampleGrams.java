package dev.longtail.detectors.scade;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a sample as n-grams, and how these are distributed.
 *
 * @param vocabulary of all lines
 * @param lines the n-grams of each
 * @param statistics of all lines
 */
record SampleGrams(GramVocabulary vocabulary, List<Grams> lines, GramStatistics statistics) {
  /** Of the texts of the lines; at least one. */
  static SampleGrams of(List<String> texts) {
    GramVocabulary vocabulary = new GramVocabulary();
    List<Grams> lines = new ArrayList<>(texts.size());
    for (String text : texts) {
      lines.add(vocabulary.add(text));
    }
    return new SampleGrams(vocabulary, lines, new GramStatistics(lines, vocabulary.size()));
  }

  /** An n-gram as the name of a feature: its length and its tokens. */
  String nameOf(int gram) {
    String text = vocabulary.text(gram);
    return (vocabulary.isPair(gram) ? "2-gram:" : "1-gram:") + text;
  }
}
