import { useSync } from '~/api/integrations';
import type { Integration } from '~/api/types';
import { Button } from '~/design/button';
import { useSay } from '~/design/toasts';
import { text } from '~/text';
import { useHere, useMay } from './workspace';

type Props = { of: Integration; streams?: string[]; small?: boolean; label?: string; name?: string };

/** Reads now, whatever the schedule says. What cannot sync answers with what to do first. */
export function SyncNow({ of, streams = [], small = false, label = text.connection.sync, name }: Props) {
  const { workspace } = useHere();
  const may = useMay();
  const say = useSay();
  const sync = useSync(workspace.id, of.id);
  return may.operate ? (
    <Button
      small={small}
      busy={sync.isPending}
      aria-label={name}
      onClick={() =>
        sync.mutate(streams, {
          onSuccess: () => say(text.connection.syncAsked),
          onError: (problem) => say([problem.message, problem.nextAction].join(' ').trim(), { bad: true }),
        })
      }
    >
      {label}
    </Button>
  ) : null;
}
