package dev.longtail.training.passport;

/**
 * A line that a judge called benign, and that was admitted.
 *
 * @param line the command line
 * @param exemplar id of the exemplar that was judged
 * @param window the window in which it was found
 * @param model who judged it
 * @param promptVersion of the question; may be empty
 * @param reason what the judge said
 */
record JudgedBenign(
    String line,
    String exemplar,
    String window,
    String model,
    String promptVersion,
    String reason) {}
