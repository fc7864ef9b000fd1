package dev.longtail.job.config;

import java.util.List;
import java.util.Map;

/** A value of a YAML file with its line; 0 if it comes from another place. */
sealed interface YamlValue {
  /** The line it begins at, from 1. */
  int line();

  /** A key without a value. */
  record Nothing(int line) implements YamlValue {}

  /** A single value as it is written, without quotes. */
  record Text(String text, int line) implements YamlValue {}

  /** A list. */
  record Items(List<YamlValue> items, int line) implements YamlValue {}

  /** Keys and their values, in the order of the file. */
  record Mapping(Map<String, Entry> entries, int line) implements YamlValue {}

  /** A key's line and value. */
  record Entry(int line, YamlValue value) {}
}
