/** Tests of the simulated Resend. */
@NullMarked
package dev.tributary.sandbox.resend;

import org.jspecify.annotations.NullMarked;
