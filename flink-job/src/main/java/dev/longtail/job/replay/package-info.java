/** Dead letters through the present parsers again: {@code longtail replay-dlq}. */
package dev.longtail.job.replay;
