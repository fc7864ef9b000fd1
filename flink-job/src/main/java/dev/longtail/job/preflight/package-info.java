/**
 * What the streaming job needs of its environment before it can run: brokers, topics, folders. Each
 * failure is one sentence with the key to change.
 */
package dev.longtail.job.preflight;
