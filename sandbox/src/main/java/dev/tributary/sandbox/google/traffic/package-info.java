/** The simulated visitors: what happened on a day, and how much of it is known at a moment. */
@NullMarked
package dev.tributary.sandbox.google.traffic;

import org.jspecify.annotations.NullMarked;
