package dev.longtail.training.classify;

import dev.longtail.udfs.features.Tokens;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Says which words of a line made its product with the weights of n-grams. A column's product is
 * dealt evenly to the n-grams of the line that fell into it, and that of an n-gram to its
 * characters or words. So the amounts of all words add up to {@link NgramVectorizer#dot(String,
 * float[])}.
 *
 * <p>A word is a token with the signs before it, such as {@code -enc} or {@code .exe}. Equal words
 * of a line are one.
 */
final class NgramAttribution {
  /** What lies between the words: n-grams of nothing but blanks. */
  private static final String BLANKS = "blanks";

  private static final int LONGEST_NAME = 60;

  private final String line;
  private final double[] ofCharacter;
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int tokens;
  private double ofBlanks;

  private NgramAttribution(String line) {
    this.line = line;
    ofCharacter = new double[line.length()];
    findTokens();
  }

  /** The amount of each word of {@code line}, in the order of the line. */
  static Map<String, Double> of(String line, float[] weights, NgramVectorizer vectorizer) {
    NgramAttribution attribution = new NgramAttribution(line);
    vectorizer.attribute(line, weights, attribution);
    return attribution.words();
  }

  /** Places of the tokens that the vectorizer reads; in lower case some letters are longer. */
  private void findTokens() {
    List<String> all = Tokens.of(line.toLowerCase(Locale.ROOT));
    starts = new int[all.size()];
    ends = new int[all.size()];
    int at = 0;
    for (String token : all) {
      while (at < line.length() && isBlank(line.charAt(at))) {
        at++;
      }
      starts[tokens] = at;
      at = Math.min(line.length(), at + token.length());
      ends[tokens++] = at;
    }
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** An n-gram of the characters from {@code start} to {@code end}; blanks take no share. */
  void characters(int start, int end, double amount) {
    int from = Math.max(0, start);
    int to = Math.min(line.length(), end);
    int seen = 0;
    for (int i = from; i < to; i++) {
      seen += isBlank(line.charAt(i)) ? 0 : 1;
    }
    if (seen == 0) {
      ofBlanks += amount;
      return;
    }
    for (int i = from; i < to; i++) {
      if (!isBlank(line.charAt(i))) {
        ofCharacter[i] += amount / seen;
      }
    }
  }

  /** A token. */
  void token(int token, double amount) {
    int length = ends[token] - starts[token];
    if (length == 0) {
      ofBlanks += amount;
      return;
    }
    for (int i = starts[token]; i < ends[token]; i++) {
      ofCharacter[i] += amount / length;
    }
  }

  private Map<String, Double> words() {
    Map<String, Double> words = new LinkedHashMap<>();
    int at = 0;
    for (int token = 0; token < tokens; token++) {
      if (token + 1 < tokens && isSign(token) && starts[token + 1] == ends[token]) {
        continue;
      }
      int start = at;
      while (start < starts[token] && isBlank(line.charAt(start))) {
        start++;
      }
      ofBlanks += Arrays.stream(ofCharacter, at, start).sum();
      at = ends[token];
      words.merge(name(start, at), Arrays.stream(ofCharacter, start, at).sum(), Double::sum);
    }
    ofBlanks += Arrays.stream(ofCharacter, at, line.length()).sum();
    if (ofBlanks != 0) {
      words.merge(BLANKS, ofBlanks, Double::sum);
    }
    return words;
  }

  private boolean isSign(int token) {
    if (starts[token] >= line.length()) {
      return false;
    }
    int first = line.codePointAt(starts[token]);
    return !Character.isLetterOrDigit(first) && first != '_';
  }

  private String name(int start, int end) {
    String word = line.substring(start, end).toLowerCase(Locale.ROOT);
    return word.length() <= LONGEST_NAME ? word : word.substring(0, LONGEST_NAME) + "…";
  }
}
