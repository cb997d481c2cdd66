/** Google's OAuth 2.0 as the sandbox plays it: consent, tokens, revocation. */
@NullMarked
package dev.tributary.sandbox.google.oauth;

import org.jspecify.annotations.NullMarked;
