/** The simulated Meta as its clients see it. */
@NullMarked
package dev.tributary.sandbox.meta;

import org.jspecify.annotations.NullMarked;
