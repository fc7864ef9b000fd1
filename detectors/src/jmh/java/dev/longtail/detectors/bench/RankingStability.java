package dev.longtail.detectors.bench;

import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.forest.IsolationForest;
import dev.longtail.udfs.features.FeatureRow;
import dev.longtail.udfs.features.FullScaleFeatures;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.features.TokenVocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * How far the top k of a day depends on the forest's seed: the overlap between forests of different
 * seeds by number of trees and subsample, with what a score costs. Argument: a day of telemetry,
 * gzipped JSON Lines.
 */
public final class RankingStability {
  private static final int TOP = 300;
  private static final int SEEDS = 6;

  private RankingStability() {}

  /** Prints a table. */
  public static void main(String[] args) throws IOException {
    List<String> lines = List.copyOf(uniqueLines(Path.of(args[0])));
    FullScaleFeatures features =
        new FullScaleFeatures(TokenVocabulary.fit(lines, TokenVocabulary.SIZE));
    FeatureTable.Sparse table = new FeatureTable.Sparse(features.columns());
    FeatureRow row = new FeatureRow(features.columns());
    for (String line : lines) {
      features.extract(line, row);
      table.add(row);
    }
    System.out.printf("%d unique lines, %d columns%n", table.rows(), table.columns());
    System.out.println("psi   trees  overlap  least  fit ms  score us (best of seeds)");
    for (int psi : new int[] {256, 1024}) {
      for (int trees : new int[] {100, 200, 400, 800, 1600}) {
        print(table, trees, psi);
      }
    }
  }

  private static Set<String> uniqueLines(Path day) throws IOException {
    NativeEventParser parser = new NativeEventParser();
    Set<String> lines = new TreeSet<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(day)), StandardCharsets.UTF_8))) {
      for (String line; (line = in.readLine()) != null; ) {
        ParsedRecord parsed = parser.parse(line.getBytes(StandardCharsets.UTF_8));
        if (parsed instanceof ParsedRecord.Event process) {
          lines.add(process.event().commandLine());
        }
      }
    }
    return lines;
  }

  private static void print(FeatureTable.Sparse table, int trees, int psi) {
    List<Set<Integer>> tops = new ArrayList<>();
    double fit = Double.POSITIVE_INFINITY;
    double score = Double.POSITIVE_INFINITY;
    for (int seed = 0; seed < SEEDS; seed++) {
      long start = System.nanoTime();
      IsolationForest forest = IsolationForest.fit(table, trees, psi, seed);
      long fitted = System.nanoTime();
      double[] scores = new double[table.rows()];
      float[] row = new float[table.columns()];
      long copying = 0;
      for (int i = 0; i < scores.length; i++) {
        long before = System.nanoTime();
        table.copyRow(i, row);
        copying += System.nanoTime() - before;
        scores[i] = forest.score(row);
      }
      long scored = System.nanoTime();
      fit = Math.min(fit, (fitted - start) / 1e6);
      score = Math.min(score, (scored - fitted - copying) / 1e3 / scores.length);
      tops.add(
          new HashSet<>(
              IntStream.range(0, scores.length)
                  .boxed()
                  .sorted((i, j) -> Double.compare(scores[j], scores[i]))
                  .limit(TOP)
                  .toList()));
    }
    double sum = 0;
    double least = 1;
    int pairs = 0;
    for (int i = 0; i < SEEDS; i++) {
      for (int j = 0; j < i; j++) {
        Set<Integer> both = new HashSet<>(tops.get(i));
        both.retainAll(tops.get(j));
        double overlap = (double) both.size() / TOP;
        sum += overlap;
        least = Math.min(least, overlap);
        pairs++;
      }
    }
    System.out.printf(
        "%4d  %5d  %7.3f  %5.3f  %6.0f  %8.2f%n", psi, trees, sum / pairs, least, fit, score);
  }
}
