/** The server as raw sockets see it. */
@NullMarked
package dev.tributary.sandbox.http;

import org.jspecify.annotations.NullMarked;
