package dev.longtail.labeler.client;

/**
 * What a question about a line would cost, before it is asked.
 *
 * @param kind what would happen
 * @param key the identity of the question; equal ones are asked once; "" if nothing is asked
 * @param likely what it costs as a rule
 * @param most its upper bound, without retries
 */
public record Quote(Kind kind, String key, Spent likely, Spent most) {
  /** What would happen. */
  public enum Kind {
    /** The line is asked about. */
    ASKED,
    /** A canary for this line alone; asked if the line is called benign. */
    CANARY,
    /** A canary that serves all lines under way; asked if one of them is called benign. */
    SHARED_CANARY,
    /** The verdict is known. */
    KNOWN,
    /** The line is too long, too much of it is hidden, or nobody is asked. */
    NOT_ASKED
  }

  static final Quote KNOWN = new Quote(Kind.KNOWN, "", Spent.NOTHING, Spent.NOTHING);
  static final Quote NOT_ASKED = new Quote(Kind.NOT_ASKED, "", Spent.NOTHING, Spent.NOTHING);

  /** The same for another purpose. */
  Quote as(Kind other) {
    return kind == Kind.ASKED ? new Quote(other, key, likely, most) : this;
  }
}
