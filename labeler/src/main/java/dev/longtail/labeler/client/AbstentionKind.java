package dev.longtail.labeler.client;

import java.util.List;
import java.util.Locale;

/**
 * The kind of an abstention: a short list, where its reason is free text that may quote a server.
 */
public enum AbstentionKind {
  /** The model or its provider declined to answer. */
  REFUSED("refused"),
  /** A judge would not see what would be admitted: too much of the line is a secret. */
  HIDDEN("hidden"),
  /** The line is too long to be asked about, or the answer broke off. */
  TRUNCATED("truncated"),
  /** The answer has not the form that was asked for. */
  SCHEMA("schema"),
  /** A known attack that was asked about beside the line was called benign, or not answered. */
  CANARY(CanaryLabelClient.CANARY),
  /** Judges that had to agree did not. */
  DISAGREEMENT(AbstentionKind.DISAGREED),
  /** The server fails at this question, and at no other. */
  FAILED_ALONE(AbstentionKind.ALONE),
  /** Too many requests. */
  HTTP_429("http 429"),
  /** The server failed. */
  HTTP_5XX("http 5"),
  /** The server refused the request: a wrong key or model, a question that it does not take. */
  HTTP_4XX("http 4"),
  /** Another status. */
  HTTP_OTHER("http "),
  /** No answer in time. */
  TIMEOUT("timeout"),
  /** No connection, or one that broke. */
  CONNECTION("cannot connect", "connection broken"),
  /** Nothing is sent because the endpoint has failed again and again. */
  BREAKER("endpoint down"),
  /** The cap on calls or tokens is reached, or the provider's credit is used up. */
  BUDGET("budget", "quota"),
  /** The file of known truth does not tell. */
  TRUTH("not in the truth file", "neither benign nor malicious in the truth file"),
  /** Nobody is there to ask, or the job stops. */
  NOT_ASKED("no labeler is configured", "not asked", "closed", "no command line"),
  /** A failure of the client itself. */
  INTERNAL("internal", "the label journal"),
  /** Any other reason. */
  OTHER();

  /** How a reason begins that judges gave who did not agree. */
  static final String DISAGREED = "disagreement: ";

  /** How the reason begins of a question at which the server always fails. */
  static final String ALONE = "fails alone: ";

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
  private final List<String> beginnings;

  AbstentionKind(String... beginnings) {
    this.beginnings = List.of(beginnings);
  }

  /** The kind of an abstention with this reason. */
  public static AbstentionKind of(String reason) {
    for (AbstentionKind kind : values()) {
      if (kind.beginnings.stream().anyMatch(reason::startsWith)) {
        return kind;
      }
    }
    return OTHER;
  }

  /** Its name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
