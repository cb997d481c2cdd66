/** What really happened, added up slowly and apart from the metrics. */
@NullMarked
package dev.tributary.sandbox.resend.truth;

import org.jspecify.annotations.NullMarked;
