/**
 * The one HTTP client for providers. It reaches configured addresses only, follows no redirect,
 * bounds every answer in time, size and depth, and lets no secret into a message.
 */
@NullMarked
package dev.tributary.http;

import org.jspecify.annotations.NullMarked;
