/** What pages have in common that an analyst opens from a disk. Plain Java; uses udfs only. */
package dev.longtail.training.page;
