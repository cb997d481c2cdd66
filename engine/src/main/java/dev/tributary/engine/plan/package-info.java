/** What to read next: pure functions over the day ledger. */
@NullMarked
package dev.tributary.engine.plan;

import org.jspecify.annotations.NullMarked;
