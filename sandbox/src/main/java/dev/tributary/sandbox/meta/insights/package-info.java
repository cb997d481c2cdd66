/** Insights: questions read as Meta reads them, rows, asynchronous report runs. */
@NullMarked
package dev.tributary.sandbox.meta.insights;

import org.jspecify.annotations.NullMarked;
