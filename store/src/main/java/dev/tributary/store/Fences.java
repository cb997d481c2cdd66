package dev.tributary.store;

/** Checks a worker's right to write, and keeps it until the transaction ends. */
final class Fences {

  /**
   * Locks the job's row.
   *
   * @throws FenceLostException the claim runs no more
   */
  static void hold(Session session, Fence fence) {
    boolean held =
        session
            .sql()
            .sql(
                """
                select 1
                  from sync_job
                 where workspace_id = :workspace and integration_id = :integration and id = :job
                   and fence = :fence and status = 'running'
                   for update
                """)
            .param("workspace", fence.workspaceId())
            .param("integration", fence.integrationId())
            .param("job", fence.jobId())
            .param("fence", fence.value())
            .query(Integer.class)
            .optional()
            .isPresent();
    if (!held) {
      throw new FenceLostException(fence);
    }
  }

  private Fences() {}
}
