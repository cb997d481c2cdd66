/** The simulated Google, proved by Google's own clients and descriptions. */
@NullMarked
package dev.tributary.e2e.google;

import org.jspecify.annotations.NullMarked;
