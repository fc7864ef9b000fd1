/**
 * The analyst's part: a sample of what judges said, the page on which it is reviewed, and what the
 * reviews say of the judges. Training asks here whether labels are good enough.
 *
 * <p>{@link dev.longtail.training.review.MinedVerdicts} reads what a backfill wrote, {@link
 * dev.longtail.training.review.ReviewSample} draws from it, {@link
 * dev.longtail.training.review.ReviewPage} shows it. {@link
 * dev.longtail.training.review.ReviewScore} counts, {@link
 * dev.longtail.training.review.StratifiedPrecision} computes, {@link
 * dev.longtail.training.review.CertifiedLabels} refuses.
 */
package dev.longtail.training.review;
