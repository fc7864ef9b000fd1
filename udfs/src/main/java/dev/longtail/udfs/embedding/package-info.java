/**
 * Text to vector: the port {@link dev.longtail.udfs.embedding.TextEmbedder}, ONNX Runtime behind
 * it, and the batches. It may use {@code io} and {@code text}.
 */
package dev.longtail.udfs.embedding;
