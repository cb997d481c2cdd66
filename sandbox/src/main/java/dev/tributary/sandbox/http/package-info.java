/** A small HTTP/1.1 server that can also misbehave: cut answers, slow bytes, reset connections. */
@NullMarked
package dev.tributary.sandbox.http;

import org.jspecify.annotations.NullMarked;
