/** Measures the queue and the bookkeeping of turns, beside its peers; shipped to nobody. */
@NullMarked
package dev.tributary.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
