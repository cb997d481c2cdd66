/**
 * A PostgreSQL 18 that belongs to this process: unpacked from a jar, started on a data directory,
 * stopped with the process however that ends.
 */
@NullMarked
package dev.tributary.postgres;

import org.jspecify.annotations.NullMarked;
