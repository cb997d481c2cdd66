/** The simulated Resend before the vendor's own client and its published document. */
@NullMarked
package dev.tributary.e2e.resend;

import org.jspecify.annotations.NullMarked;
