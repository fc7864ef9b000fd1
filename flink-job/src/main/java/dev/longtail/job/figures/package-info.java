/**
 * The figures of a run: a small Table API job of its own over the counts that the main job left.
 *
 * <p>It is no part of {@code LongtailTopology}, because the planner names the operators it
 * generates anew with every plan: their state has no stable uid and could not be restored. Nothing
 * here has state worth restoring: the counts can be read again.
 */
package dev.longtail.job.figures;
