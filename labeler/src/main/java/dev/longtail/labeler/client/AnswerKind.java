package dev.longtail.labeler.client;

/** What an answer without a verdict says, and thus what becomes of its question. */
enum AnswerKind {
  /** The model has answered: what it said is the result. */
  ANSWER,
  /** This text is refused, and would be refused again: an abstention that lasts. */
  OF_THE_QUESTION,
  /**
   * The question or the endpoint: a gateway answers everything so while something behind it is
   * away, and a filter in front of it refuses single texts in the same words.
   */
  DOUBTFUL,
  /** The server is busy or broken for now: the request is sent again. */
  BUSY,
  /** The endpoint does not serve anybody like this: the question waits, unsent. */
  OF_THE_ENDPOINT,
  /** The account has no money left: everything waits. */
  UNPAID;

  /** The kind of an answer with {@code status}, which is no 200, and {@code error} in its body. */
  static AnswerKind of(int status, ServerError error) {
    if (status >= 400 && error.isUnpaid(status)) {
      return UNPAID;
    }
    boolean ofTheRequest = status >= 400 && status < 500;
    if (ofTheRequest && status != 429 && error.isOfTheText()) {
      return OF_THE_QUESTION;
    }
    return switch (status) {
      case 408, 409, 425, 429 -> BUSY;
      case 400, 403, 406, 413, 414, 415, 422, 431, 451 -> DOUBTFUL;
      default -> status >= 500 ? BUSY : OF_THE_ENDPOINT;
    };
  }
}
