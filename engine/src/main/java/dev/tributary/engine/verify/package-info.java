/** Whether an answer may replace what is stored: pure functions over a read slice. */
@NullMarked
package dev.tributary.engine.verify;

import org.jspecify.annotations.NullMarked;
