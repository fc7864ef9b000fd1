package dev.longtail.training.classify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what parts say of a line, in log-odds. */
final class ScoreReasons {
  static final String TEXT = "text";
  static final String MARK = "mark";
  static final String EXPERT = "expert";
  static final String EMBEDDING = "embedding";

  /** A feature below it is not worth telling: it changes the odds by less than one per cent. */
  private static final double LEAST = 0.01;

  private static final double DIGITS = 1e6;

  private final List<LineExplanation.Share> parts = new ArrayList<>();
  private final Map<Key, Double> features = new LinkedHashMap<>();
  private String command = "";
  private double prior;

  private record Key(String kind, String name) {}

  /** What would be added for any line. */
  void prior(double logOdds) {
    prior += logOdds;
  }

  void part(String name, double logOdds) {
    parts.add(new LineExplanation.Share(name, rounded(logOdds)));
  }

  void feature(String kind, String name, double logOdds) {
    features.merge(new Key(kind, name), logOdds, Double::sum);
  }

  /** The command whose text decided. */
  void command(String text) {
    command = text;
  }

  String command() {
    return command;
  }

  List<LineExplanation.Share> parts() {
    List<LineExplanation.Share> all = new ArrayList<>();
    all.add(new LineExplanation.Share("prior", rounded(prior)));
    all.addAll(parts);
    return all;
  }

  List<LineExplanation.Feature> strongest(int most) {
    return features.entrySet().stream()
        .filter(feature -> Math.abs(feature.getValue()) >= LEAST)
        .map(
            feature ->
                new LineExplanation.Feature(
                    feature.getKey().kind(), feature.getKey().name(), rounded(feature.getValue())))
        .sorted(
            Comparator.comparingDouble(
                    (LineExplanation.Feature feature) -> -Math.abs(feature.logOdds()))
                .thenComparing(LineExplanation.Feature::kind)
                .thenComparing(LineExplanation.Feature::name))
        .limit(most)
        .toList();
  }

  static double rounded(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }
}
