/** Proof of the web UI in a real Chromium, against a real server and the sandbox. */
@NullMarked
package dev.tributary.e2e.browser;

import org.jspecify.annotations.NullMarked;
