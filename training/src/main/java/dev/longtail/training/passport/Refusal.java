package dev.longtail.training.passport;

import java.util.Optional;

/**
 * Why a family gets no exception.
 *
 * @param reason the kind of reason
 * @param why a sentence about this family
 * @param attack the attack that an exception would have hidden, if that is the reason
 */
public record Refusal(Reason reason, String why, Optional<KnownAttack> attack) {
  /** Kinds of reasons, in the order in which they are looked for. */
  public enum Reason {
    /** The judge is not certified. */
    JUDGE("judge not certified"),
    /** A line end or another control character is in a line. */
    CONTROL_CHARACTER("line ends or control characters"),
    /** A line bears a mark of attacks. */
    ATTACK_MARK("bears an attack mark"),
    /** Base64 or another encoded text is in the lines. */
    PAYLOAD("payload"),
    /** The lines have too few letters and digits in common. */
    SHORT("short"),
    /** An attack of the same template is known. */
    ATTACK_TEMPLATE("template of a known attack"),
    /** A place has many values, and may not be open. */
    TOO_MANY_VALUES("too many values"),
    /** The pattern is longer than SIEMs take. */
    LONG("too long"),
    /** It ran too seldom, on too few days or hosts. */
    EVIDENCE("too little evidence"),
    /** The model before scores it too low for an alert. */
    NO_ALERT("no alert"),
    /** What was written does not match the family's own lines. */
    MISSES_ITS_LINES("does not match its own lines"),
    /** A known attack, as it is or written otherwise, would be hidden. */
    HIDES_ATTACK("would hide a known attack"),
    /** An attack put on a line of the family would be hidden. */
    HIDES_GRAFT("would hide an attack on the same line");

    private final String title;

    Reason(String title) {
      this.title = title;
    }

    /** For a reader. */
    public String title() {
      return title;
    }
  }

  static Refusal of(Reason reason, String why) {
    return new Refusal(reason, why, Optional.empty());
  }

  static Refusal hiding(Reason reason, String why, KnownAttack attack) {
    return new Refusal(reason, why, Optional.of(attack));
  }
}
