/**
 * Labelling without Flink: redaction, prompt, label clients, strict verdict parsing, budget,
 * admission gate and the local label server.
 *
 * <p>Method: Gelman and Bergeron 2025, section "Labelling". A verdict passes three hands: the
 * {@link dev.longtail.labeler.core.Redactor} before it is asked for, the {@link
 * dev.longtail.labeler.core.VerdictParser} when it comes back, and the {@link
 * dev.longtail.labeler.core.AdmissionGate} before it may train anything.
 */
package dev.longtail.labeler.core;
