/** The Flink operator around {@link dev.longtail.labeler.client.LabelClient}. */
package dev.longtail.labeler.flink;
