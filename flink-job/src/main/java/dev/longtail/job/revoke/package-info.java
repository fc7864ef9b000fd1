/** Admitted lines withdrawn from the results of backfills and streams. The launcher's alone. */
package dev.longtail.job.revoke;
