/**
 * What decides what the job computes, in records that refuse the impossible. It knows no other
 * package of this module.
 */
package dev.longtail.job.config;
