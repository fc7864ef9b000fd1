package dev.longtail.udfs.features;

import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All features of the full scale (Gelman and Bergeron 2025): the {@link ExpertFeatures}, then the
 * TF-IDF of each token of a vocabulary, then the presence of each token.
 *
 * <p>TF-IDF is computed as by default in scikit-learn's {@code TfidfVectorizer}: the number of
 * occurrences of the token times its inverse document frequency, divided by the Euclidean norm of
 * these products over the line's tokens of the vocabulary. Presence is 0 or 1.
 *
 * <p>Not thread-safe; a line costs no allocation.
 */
public final class FullScaleFeatures {
  /** Family of the TF-IDF columns, and the prefix of their names. */
  public static final String TFIDF = FeatureFamily.TFIDF.label();

  /** Family of the presence columns, and the prefix of their names. */
  public static final String TOKEN = FeatureFamily.TOKEN.label();

  private final TokenVocabulary vocabulary;
  private final ExpertFeatures expert = new ExpertFeatures();
  private final LineScan scan = new LineScan();

  /** Occurrences of each token of the vocabulary; all 0 between two lines. */
  private final int[] occurrences;

  /** The line's tokens of the vocabulary, each once, in the order of their first occurrence. */
  private final int[] present;

  private final double[] weights;
  private int presentCount;

  /** Features with the tokens of {@code vocabulary}. */
  public FullScaleFeatures(TokenVocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.occurrences = new int[vocabulary.size()];
    this.present = new int[vocabulary.size()];
    this.weights = new double[vocabulary.size()];
  }

  /** Number of columns: the expert features, and two for each token. */
  public int columns() {
    return ExpertFeatures.count() + 2 * vocabulary.size();
  }

  /**
   * Computes the features of a line.
   *
   * @param row of {@link #columns()} columns; it is cleared first
   */
  public void extract(String commandLine, FeatureRow row) {
    row.clear();
    scan.scan(commandLine);
    expert.extract(scan, row);
    weighTokens();
    int firstTfidf = ExpertFeatures.count();
    int firstPresence = firstTfidf + vocabulary.size();
    for (int i = 0; i < presentCount; i++) {
      row.set(firstTfidf + present[i], (float) weights[i]);
    }
    for (int i = 0; i < presentCount; i++) {
      row.set(firstPresence + present[i], 1);
    }
  }

  /**
   * The features of a line by name. Characters and tokens that do not occur are left out. Tokens
   * are in the order of their first occurrence.
   */
  public Map<String, Double> named(String commandLine) {
    Map<String, Double> named = expert.named(commandLine);
    scan.scan(commandLine);
    weighTokens();
    for (int i = 0; i < presentCount; i++) {
      named.put(TFIDF + ":" + vocabulary.token(present[i]), weights[i]);
    }
    for (int i = 0; i < presentCount; i++) {
      named.put(TOKEN + ":" + vocabulary.token(present[i]), 1.0);
    }
    return named;
  }

  /** The meaning of a column. */
  public Feature feature(int column) {
    int token = column - ExpertFeatures.count();
    if (token < 0) {
      return ExpertFeatures.describe().get(column);
    }
    return token < vocabulary.size()
        ? tfidf(vocabulary.token(token))
        : presence(vocabulary.token(token - vocabulary.size()));
  }

  /** The columns of some families. */
  public BitSet columnsOf(Set<FeatureFamily> families) {
    Set<String> labels =
        families.stream().map(FeatureFamily::label).collect(Collectors.toUnmodifiableSet());
    BitSet chosen = new BitSet(columns());
    for (int column = 0; column < columns(); column++) {
      chosen.set(column, labels.contains(feature(column).family()));
    }
    return chosen;
  }

  /** The column to show a reader: a token's presence instead of its TF-IDF, which says no more. */
  public int forReaders(int column) {
    int token = column - ExpertFeatures.count();
    return token >= 0 && token < vocabulary.size() ? column + vocabulary.size() : column;
  }

  /** The TF-IDF of a token as a feature. */
  public static Feature tfidf(String token) {
    return new Feature(
        TFIDF + ":" + token,
        TFIDF,
        "TF-IDF of the token in the line, by the document frequencies of the window");
  }

  /** The presence of a token as a feature. */
  public static Feature presence(String token) {
    return new Feature(TOKEN + ":" + token, TOKEN, "1 if the line holds the token");
  }

  /** Finds the scanned line's tokens of the vocabulary and their normalised weights. */
  private void weighTokens() {
    int count = 0;
    for (int i = 0; i < scan.tokens(); i++) {
      int token =
          vocabulary.indexOf(scan.tokenHash(i), scan.text(), scan.tokenStart(i), scan.tokenEnd(i));
      if (token >= 0 && occurrences[token]++ == 0) {
        present[count++] = token;
      }
    }
    double squares = 0;
    for (int i = 0; i < count; i++) {
      int token = present[i];
      double weight = occurrences[token] * vocabulary.idf(token);
      occurrences[token] = 0;
      weights[i] = weight;
      squares += weight * weight;
    }
    double norm = Math.sqrt(squares);
    for (int i = 0; i < count; i++) {
      weights[i] /= norm;
    }
    presentCount = count;
  }
}
