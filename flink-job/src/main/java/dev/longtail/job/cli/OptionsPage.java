package dev.longtail.job.cli;

import dev.longtail.job.config.Option;
import dev.longtail.job.config.Section;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options as a page of the documentation. */
record OptionsPage(List<Option<?>> options) {
  private static final String HEAD =
      """
      # Configuration

      Every option of the job, written by `longtail explain --markdown` from the list that the readers use.

      An option can be said in four places. The first of them wins:

      1. a flag of `longtail run`, `backfill`, `demo` and the commands of one stage, as far as they take it; or an argument
         `name=value` of the job's jar, e.g. `job.top-k=100`;
      2. an environment variable; an empty one says nothing;
      3. the configuration file ([flink-conf/longtail.yaml](../flink-conf/longtail.yaml) is one with every key): `job.top-k` is the key `top-k`
         below `job`;
      4. the default.

      `longtail explain --config F` shows the value of each option and where it comes from, `longtail validate --config F` all that is wrong with a file.
      Periods are those of ISO 8601: `PT24H`, `PT10M`, `PT60S`, `P1D`. A mapping is written on the command line and in the environment as in YAML:
      `--source-properties '{security.protocol: SASL_SSL}'`. The key of a labeler's server is no option: it is read from `LONGTAIL_API_KEY` and never shown.

      "(state)" marks the options that a job's state depends on. Their values are its fingerprint: state that was kept under another one would mean something
      else.
      """;

  private static final String SECTION =
      """

      ## %s

      %s.

      | key | flag, variable | values | default | meaning |
      |---|---|---|---|---|
      """;

  /** A table for each section. */
  String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Section section : Section.values()) {
      page.append(SECTION.formatted(section.key(), section.meaning()));
      options.stream()
          .filter(option -> option.section() == section)
          .forEach(option -> page.append(row(option)));
    }
    return page.toString();
  }

  private static String row(Option<?> option) {
    String flags =
        Stream.concat(Stream.of(option.flag()), option.formerFlags().stream())
            .map(flag -> "`" + flag + "`")
            .collect(Collectors.joining(" or "));
    return "| `%s` | %s<br>`%s` | %s<br>e.g. `%s` | %s | %s%s |\n"
        .formatted(
            option.name().substring(option.section().key().length() + 1),
            flags,
            option.variable(),
            values(option),
            option.example(),
            option.fallback() == null ? option.absent() : "`" + option.shownDefault() + "`",
            option.meaning(),
            option.bindsState() ? " (state)" : "");
  }

  /** Type, unit and range in words. */
  private static String values(Option<?> option) {
    return Stream.of(option.type().name(), option.unit(), option.range().text())
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
