/**
 * The port {@link dev.longtail.labeler.client.LabelClient} and who answers: a server, a file of
 * truth, or nobody; with retries, breaker, budget and cache. Whatever fails is an abstention. It
 * may use {@code prompt} and {@code redaction}.
 */
package dev.longtail.labeler.client;
