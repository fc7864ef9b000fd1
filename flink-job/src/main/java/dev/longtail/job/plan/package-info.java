/** Sizes on paper: what a number of lines a day needs, by what was measured. Plain Java. */
package dev.longtail.job.plan;
