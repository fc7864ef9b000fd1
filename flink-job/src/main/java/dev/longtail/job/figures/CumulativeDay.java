package dev.longtail.job.figures;

/**
 * How much a scale had seen and kept from the first day of the figure until the end of one day. A
 * day here is a detector window; with windows of another length it is one of those.
 *
 * <table>
 *   <caption>The curves</caption>
 *   <tr><th>curve</th><th>what it counts</th><th>stages of the funnel</th></tr>
 *   <tr><td>events</td><td>all commands: every record of the day, whatever became of it</td>
 *     <td>UNPARSABLE - REPLAYED + LATE + REPEATED + NOT_SAMPLED + UNIQUE</td></tr>
 *   <tr><td>unique</td><td>different command lines of the day; a line of three days counts three
 *     times, because a window forgets the one before. So it is no count of different lines of the
 *     month, and is never below that</td><td>UNIQUE</td></tr>
 *   <tr><td>anomalies</td><td>different commands among the top k of the day by any detector; again
 *     a line of three days counts three times</td><td>ANOMALIES</td></tr>
 *   <tr><td>near_duplicates</td><td>of these, the ones that an exemplar of this or any earlier day
 *     stands for, repetitions of a line included</td><td>NEAR_DUPLICATES</td></tr>
 *   <tr><td>exemplars</td><td>what is left after near-duplicates are removed, over all days: the
 *     commands to be labelled; anomalies = near_duplicates + exemplars</td><td>EXEMPLARS</td></tr>
 * </table>
 *
 * <p>The published figure has the curves of all commands, unique commands and commands left after
 * near-duplicates: here {@code events}, {@code unique} and {@code exemplars}. {@code anomalies} is
 * what the removal of near-duplicates begins with.
 *
 * <p>A record without a readable time belongs to no day and is in no curve. So the last day's
 * events are the funnel's total less the events of its window {@code unknown}.
 *
 * @param scale {@code full} or {@code reduced}
 * @param day name of the window, e.g. {@code 2025-01-05}
 */
public record CumulativeDay(
    String scale,
    String day,
    long events,
    long unique,
    long anomalies,
    long nearDuplicates,
    long exemplars) {}
