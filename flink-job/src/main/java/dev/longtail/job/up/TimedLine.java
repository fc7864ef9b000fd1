package dev.longtail.job.up;

/**
 * A record of events with its place in time.
 *
 * @param ts time of the event in epoch milliseconds; of a record without one, that of its neighbour
 * @param line the record as it is sent; owned by this record, not to be changed
 */
record TimedLine(long ts, byte[] line) {}
