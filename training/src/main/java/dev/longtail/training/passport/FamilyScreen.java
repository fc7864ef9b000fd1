package dev.longtail.training.passport;

import dev.longtail.training.passport.Refusal.Reason;
import dev.longtail.training.review.CertifiedJudges;
import dev.longtail.training.review.ReviewedJudge;
import dev.longtail.udfs.marks.AttackMarks;
import dev.longtail.udfs.template.Placeholder;
import dev.longtail.udfs.text.Printable;
import java.util.Optional;

/** What a family's own lines say against an exception, whatever else ran. */
final class FamilyScreen {
  private final KnownAttacks attacks;
  private final PassportLimits limits;
  private final Optional<CertifiedJudges> judges;

  FamilyScreen(KnownAttacks attacks, PassportLimits limits, Optional<CertifiedJudges> judges) {
    this.attacks = attacks;
    this.limits = limits;
    this.judges = judges;
  }

  /** Why the family gets no exception; empty if its lines do not say. */
  Optional<Refusal> refusal(BenignFamily family) {
    for (JudgedBenign line : family.lines()) {
      Optional<Refusal> refusal = refusal(line);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    if (!Placeholder.payloads(family.key().template()).isEmpty()) {
      return refused(Reason.PAYLOAD, "encoded text is in its lines: nobody sees what it does");
    }
    int fixed = family.fixedCharacters();
    if (fixed < limits.minFixed()) {
      return refused(
          Reason.SHORT,
          "its lines have %d letters and digits in common, %d are needed: attackers type short lines too"
              .formatted(fixed, limits.minFixed()));
    }
    return attacks
        .ofTemplate(family.key().template())
        .map(
            attack ->
                Refusal.hiding(
                    Reason.ATTACK_TEMPLATE, "an attack with the same template is known", attack));
  }

  private Optional<Refusal> refusal(JudgedBenign line) {
    Optional<String> objection =
        judges.flatMap(
            certified ->
                certified.objection(new ReviewedJudge(line.model(), line.promptVersion())));
    if (objection.isPresent()) {
      return refused(Reason.JUDGE, objection.get());
    }
    if (!Printable.of(line.line()).equals(line.line())) {
      return refused(
          Reason.CONTROL_CHARACTER,
          "a line end or another control character is in a line: SIEMs store these in several ways,"
              + " and behind a line end another command may stand");
    }
    int[] marks = AttackMarks.BUILT_IN.of(line.line());
    if (marks.length > 0) {
      return refused(
          Reason.ATTACK_MARK, "a line bears the mark " + AttackMarks.BUILT_IN.ids().get(marks[0]));
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refused(Reason reason, String why) {
    return Optional.of(Refusal.of(reason, why));
  }
}
