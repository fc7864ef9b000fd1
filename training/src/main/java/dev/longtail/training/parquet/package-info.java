/**
 * Parquet files of records, read and written by Carpet. Reading is behind the port {@link
 * dev.longtail.training.data.ColumnarRecords}, so that the job's jar needs none of it.
 */
package dev.longtail.training.parquet;
