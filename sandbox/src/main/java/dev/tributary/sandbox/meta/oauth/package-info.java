/** Meta's login dialog, its tokens and who may use them. */
@NullMarked
package dev.tributary.sandbox.meta.oauth;

import org.jspecify.annotations.NullMarked;
