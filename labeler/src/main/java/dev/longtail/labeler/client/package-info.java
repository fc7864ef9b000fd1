/**
 * {@link dev.longtail.labeler.client.LabelClient} is the port. Its implementations are a server, a
 * file of truth, and nobody. Retries, circuit breaker, budget and cache belong to it. Every failure
 * is an abstention. It may use {@code prompt} and {@code redaction}.
 */
package dev.longtail.labeler.client;
