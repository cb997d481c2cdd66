/** The one place that decides what is read when, and what follows from the answer. */
@NullMarked
package dev.tributary.engine;

import org.jspecify.annotations.NullMarked;
