/** Resend's API as far as Tributary uses it: who asks, whether they may, and what they get. */
@NullMarked
package dev.tributary.sandbox.resend;

import org.jspecify.annotations.NullMarked;
