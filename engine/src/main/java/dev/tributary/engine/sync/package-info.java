/** One turn of one integration, from claim to finish. */
@NullMarked
package dev.tributary.engine.sync;

import org.jspecify.annotations.NullMarked;
