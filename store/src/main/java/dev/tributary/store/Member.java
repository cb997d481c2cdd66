package dev.tributary.store;

import java.time.Instant;
import java.util.UUID;

/** A person's place in a workspace. */
public record Member(UUID workspaceId, Person person, Role role, Instant since) {}
