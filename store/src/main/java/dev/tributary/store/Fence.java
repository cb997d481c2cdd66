package dev.tributary.store;

import java.util.UUID;

/**
 * A worker's right to write for one job. It is lost as soon as the job is claimed anew, finished or
 * declared dead; every write of a worker is checked against it in the same transaction.
 *
 * @param value rises with every claim of the integration
 */
public record Fence(UUID workspaceId, UUID integrationId, UUID jobId, long value) {}
