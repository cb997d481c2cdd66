/** Tells administrators what they must know, once an incident: in the application and by e-mail. */
@NullMarked
package dev.tributary.engine.notify;

import org.jspecify.annotations.NullMarked;
