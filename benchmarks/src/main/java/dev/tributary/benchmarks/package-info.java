/** Measures whole processes against each other within one run; shipped to nobody. */
@NullMarked
package dev.tributary.benchmarks;

import org.jspecify.annotations.NullMarked;
