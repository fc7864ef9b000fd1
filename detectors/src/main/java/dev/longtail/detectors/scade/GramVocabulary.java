package dev.longtail.detectors.scade;

import com.carrotsearch.hppc.IntIntHashMap;
import com.carrotsearch.hppc.LongIntHashMap;
import dev.longtail.udfs.features.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the 1- and 2-grams of the lines of one sample. Tokens are those of {@link Tokens}. Equal
 * n-grams have equal numbers and different ones different numbers: nothing is hashed away.
 *
 * <p>Of a line the first {@value #LONGEST_LINE} tokens count, so a line has at most {@code 2 *
 * LONGEST_LINE - 1} n-grams, and the vocabulary is bounded by the sample.
 */
final class GramVocabulary {
  /** Tokens of a line that count. */
  static final int LONGEST_LINE = 1024;

  private static final int UNKNOWN = -1;

  private final Map<String, Integer> tokens = new HashMap<>();
  private final LongIntHashMap pairs = new LongIntHashMap();
  private final List<String> texts = new ArrayList<>();

  /** The n-grams of a text; new ones get the next numbers. */
  Grams add(String text) {
    List<String> words = Tokens.of(text);
    int count = Math.min(LONGEST_LINE, words.size());
    IntIntHashMap places = new IntIntHashMap();
    int[] numbers = new int[Math.max(0, 2 * count - 1)];
    int[] occurrences = new int[numbers.length];
    int previous = UNKNOWN;
    for (int i = 0; i < count; i++) {
      int word = numberOf(words.get(i));
      note(word, numbers, occurrences, places);
      if (previous != UNKNOWN) {
        note(numberOf(previous, word), numbers, occurrences, places);
      }
      previous = word;
    }
    int different = places.size();
    return new Grams(Arrays.copyOf(numbers, different), Arrays.copyOf(occurrences, different));
  }

  private static void note(int gram, int[] numbers, int[] occurrences, IntIntHashMap places) {
    int place = places.getOrDefault(gram, UNKNOWN);
    if (place == UNKNOWN) {
      place = places.size();
      places.put(gram, place);
      numbers[place] = gram;
    }
    occurrences[place]++;
  }

  private int numberOf(String token) {
    Integer known = tokens.get(token);
    if (known == null) {
      known = texts.size();
      tokens.put(token, known);
      texts.add(token);
    }
    return known;
  }

  private int numberOf(int first, int second) {
    long pair = (long) first << Integer.SIZE | second;
    int known = pairs.getOrDefault(pair, UNKNOWN);
    if (known == UNKNOWN) {
      known = texts.size();
      pairs.put(pair, known);
      texts.add(texts.get(first) + " " + texts.get(second));
    }
    return known;
  }

  /** Number of different n-grams. */
  int size() {
    return texts.size();
  }

  /** Whether it is a 2-gram. Tokens hold no white space, so the blank tells. */
  boolean isPair(int gram) {
    return texts.get(gram).indexOf(' ') >= 0;
  }

  /** The tokens of an n-gram, separated by a blank. */
  String text(int gram) {
    return texts.get(gram);
  }
}
