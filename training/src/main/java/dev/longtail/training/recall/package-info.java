/**
 * What is withdrawn from the training data, and which models were trained on it. It may use {@code
 * udfs}.
 */
package dev.longtail.training.recall;
