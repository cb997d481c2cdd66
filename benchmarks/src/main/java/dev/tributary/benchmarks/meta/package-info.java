/** Meta Ads at ad level, beside the vendor's own client. */
@NullMarked
package dev.tributary.benchmarks.meta;

import org.jspecify.annotations.NullMarked;
