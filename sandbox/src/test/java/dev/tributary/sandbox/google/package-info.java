/** The simulated Google as its clients see it. */
@NullMarked
package dev.tributary.sandbox.google;

import org.jspecify.annotations.NullMarked;
