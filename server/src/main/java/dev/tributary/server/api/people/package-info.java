/** Sign-in, workspaces, members, keys and the audit log over HTTP. */
@NullMarked
package dev.tributary.server.api.people;

import org.jspecify.annotations.NullMarked;
