package dev.tributary.server.api;

import dev.tributary.server.people.Caller;
import dev.tributary.store.Role;
import java.util.UUID;

/**
 * The workspace in the path, and what the caller is there. A handler method with {@link Allowed}
 * takes it as an argument instead of an id: who holds one was let in.
 */
public record Place(UUID workspaceId, Role role, Caller caller) {}
