/** The counts of all steps, added up, and the form of {@code funnel.json}. */
package dev.longtail.job.funnel;
