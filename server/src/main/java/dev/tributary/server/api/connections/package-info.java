/** The API's resources about providers and connections. */
@NullMarked
package dev.tributary.server.api.connections;

import org.jspecify.annotations.NullMarked;
