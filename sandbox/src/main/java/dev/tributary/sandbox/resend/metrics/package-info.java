/** Numbers per period: the past of the scenario company and what was sent here. */
@NullMarked
package dev.tributary.sandbox.resend.metrics;

import org.jspecify.annotations.NullMarked;
