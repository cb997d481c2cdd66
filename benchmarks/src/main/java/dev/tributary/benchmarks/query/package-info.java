/** Queries over ten million stored rows. */
@NullMarked
package dev.tributary.benchmarks.query;

import org.jspecify.annotations.NullMarked;
