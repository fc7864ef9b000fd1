package dev.longtail.training.passport;

import dev.longtail.training.review.ReviewedJudge;
import dev.longtail.udfs.text.Counted;
import dev.longtail.udfs.text.Printable;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Writes a family's exceptions. */
final class PassportWriter {
  private static final int LONGEST_TITLE = 120;
  private static final int LONGEST_REASON = 500;

  private final PassportLimits limits;
  private final LocalDate last;
  private final LocalDate expires;
  private final Function<ReviewedJudge, String> review;

  PassportWriter(
      PassportLimits limits,
      LocalDate last,
      LocalDate expires,
      Function<ReviewedJudge, String> review) {
    this.limits = limits;
    this.last = last;
    this.expires = expires;
    this.review = review;
  }

  /**
   * An entry and its exceptions.
   *
   * @param sigma a filter's YAML
   * @param elastic an item's JSON
   */
  record Written(PassportEntry entry, String sigma, String elastic) {}

  Written write(FamilyDraft draft, Optional<PassportMaker.Scores> scores) {
    PassportEntry entry = entry(draft, scores);
    SigmaText.Content content =
        new SigmaText.Content(
            entry.id(),
            title(entry.template()),
            description(entry),
            last.toString(),
            entry.patterns(),
            entry.scope(),
            custom(entry));
    return new Written(
        entry,
        SigmaText.of(content, limits),
        ElasticText.item(content, entry.elasticLines(), expires.toString()));
  }

  private PassportEntry entry(FamilyDraft draft, Optional<PassportMaker.Scores> scores) {
    BenignFamily family = draft.family();
    FamilyEvidence evidence = draft.evidence();
    TreeSet<ReviewedJudge> judges = new TreeSet<>();
    family
        .lines()
        .forEach(line -> judges.add(new ReviewedJudge(line.model(), line.promptVersion())));
    List<String> judged = family.lines().stream().map(JudgedBenign::line).toList();
    LinkedHashMap<String, Boolean> named = new LinkedHashMap<>();
    judged.forEach(line -> named.put(line, true));
    evidence.lines().forEach(line -> named.put(line, true));
    List<String> days = evidence.days();
    return new PassportEntry(
        draft.id(),
        family.key().template(),
        ExceptionScope.of(family.key().os(), evidence, limits.mostHosts()),
        draft.regexes(),
        draft.openPlaces(),
        first(judged),
        named.keySet().stream().limit(ElasticText.MOST_LINES).toList(),
        Math.max(0, named.size() - ElasticText.MOST_LINES),
        evidence.events(),
        days.size(),
        days.get(0),
        days.get(days.size() - 1),
        evidence.hosts().size(),
        evidence.foreignLines(),
        family.similar(),
        judges.stream().map(ReviewedJudge::toString).toList(),
        shortened(family.lines().get(0).reason(), LONGEST_REASON),
        judges.stream().map(review).toList(),
        first(family.lines().stream().map(JudgedBenign::exemplar).toList()),
        scores.map(PassportMaker.Scores::before).orElse(null),
        scores.map(PassportMaker.Scores::after).filter(score -> !score.isNaN()).orElse(null),
        expires.toString(),
        "mf_longtail_" + draft.id().replace("-", "").substring(0, 16) + ".yml");
  }

  private static List<String> first(List<String> texts) {
    return texts.stream().limit(PassportEntry.MOST_LINES).toList();
  }

  private static String shortened(String text, int longest) {
    String plain = Printable.of(text.strip().replaceAll("\\s+", " "));
    if (plain.length() <= longest) {
      return plain;
    }
    int end = Character.isHighSurrogate(plain.charAt(longest - 1)) ? longest - 1 : longest;
    return plain.substring(0, end) + "…";
  }

  private static String title(String template) {
    return shortened("Benign: " + template, LONGEST_TITLE);
  }

  private static String description(PassportEntry entry) {
    return "%s on %s and %s, %s to %s. Called benign by %s: %s.%s Holds to %s."
        .formatted(
            Counted.of(entry.events(), "event"),
            Counted.of(entry.hosts(), "host"),
            Counted.of(entry.days(), "day"),
            entry.firstDay(),
            entry.lastDay(),
            Printable.of(String.join("; ", entry.judges())),
            entry.judgeSaid().isEmpty() ? "no reason" : entry.judgeSaid().replaceFirst("\\.$", ""),
            scores(entry),
            entry.expires());
  }

  private static String scores(PassportEntry entry) {
    if (entry.scoreBefore() == null) {
      return "";
    }
    return String.format(Locale.ROOT, " Score before %.3f", entry.scoreBefore())
        + (entry.scoreAfter() == null
            ? "."
            : String.format(Locale.ROOT, ", after %.3f.", entry.scoreAfter()));
  }

  private static Map<String, String> custom(PassportEntry entry) {
    Map<String, String> custom = new LinkedHashMap<>();
    custom.put("longtail_expires", entry.expires());
    custom.put("longtail_template", entry.template());
    custom.put("longtail_judges", Printable.of(String.join("; ", entry.judges())));
    custom.put("longtail_review", String.join("; ", entry.review()));
    custom.put("longtail_exemplars", String.join(" ", entry.exemplars()));
    return custom;
  }
}
