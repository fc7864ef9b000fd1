package dev.longtail.training.passport;

import dev.longtail.training.passport.FamilyForm.LinePattern;
import java.util.List;
import java.util.Map;

/** A family with its patterns, while the evidence for it is gathered. */
final class FamilyDraft {
  private final BenignFamily family;
  private final String id;
  private final List<LinePattern> patterns;
  private final FamilyEvidence evidence = new FamilyEvidence();

  FamilyDraft(BenignFamily family, List<LinePattern> patterns) {
    this.family = family;
    this.patterns = patterns;
    id = NameUuid.of(family.key().os() + '\n' + family.key().template());
  }

  BenignFamily family() {
    return family;
  }

  String id() {
    return id;
  }

  FamilyEvidence evidence() {
    return evidence;
  }

  List<String> regexes() {
    return patterns.stream().map(LinePattern::regex).toList();
  }

  int openPlaces() {
    return patterns.stream().mapToInt(LinePattern::open).sum();
  }

  /** The filter without a scope: what it matches is the evidence. */
  String unscoped(PassportLimits limits) {
    return SigmaText.of(
        new SigmaText.Content(
            id,
            "draft",
            "draft",
            "1970-01-01",
            regexes(),
            ExceptionScope.everywhere(family.key().os()),
            Map.of()),
        limits);
  }
}
