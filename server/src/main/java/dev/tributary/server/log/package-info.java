/** How the server writes its log. */
@NullMarked
package dev.tributary.server.log;

import org.jspecify.annotations.NullMarked;
