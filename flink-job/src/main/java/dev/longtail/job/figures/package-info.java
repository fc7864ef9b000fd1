/**
 * The figures of a run: a small Table API job over the counts that the main job wrote, and the same
 * sums without a job for a backfill, which has few counts and no time for a planner.
 *
 * <p>It is not part of {@code LongtailTopology}. The planner generates its operators and names them
 * anew with every plan, so their state has no stable uid and could not be restored. These operators
 * need no restore, because the counts can be read again.
 */
package dev.longtail.job.figures;
