@NullMarked
package dev.tributary.benchmarks.meta;

import org.jspecify.annotations.NullMarked;
