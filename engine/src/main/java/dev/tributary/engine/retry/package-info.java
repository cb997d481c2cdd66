/** What follows from a failure. */
@NullMarked
package dev.tributary.engine.retry;

import org.jspecify.annotations.NullMarked;
