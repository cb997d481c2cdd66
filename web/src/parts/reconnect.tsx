import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useReconnect } from '~/api/integrations';
import { keys } from '~/api/keys';
import type { Integration } from '~/api/types';
import { Button } from '~/design/button';
import { useSay } from '~/design/toasts';
import { text } from '~/text';
import { useConsent } from './consent';
import { ConsentFace } from './consent-face';
import { useHere, useMay } from './workspace';

/** Signs in again for a connection, in place: its history stays. */
export function Reconnect({ of, primary = true }: { of: Integration; primary?: boolean }) {
  const { workspace } = useHere();
  const may = useMay();
  const client = useQueryClient();
  const say = useSay();
  const ask = useReconnect(workspace.id, of.id);
  const { consent, begin, reset } = useConsent(workspace.id, () => `/w/${workspace.id}/connections/${of.id}`);
  const reconnected = consent.stage === 'done' && consent.connect.state === 'reconnected';

  useEffect(() => {
    if (reconnected) {
      say(text.connect.reconnected);
      client.invalidateQueries({ queryKey: keys.workspace(workspace.id) });
      reset();
    }
  }, [reconnected, say, client, workspace.id, reset]);

  if (!may.connect) {
    return null;
  }
  const start = () => begin(() => ask.mutateAsync());
  return consent.stage === 'idle' ? (
    <Button primary={primary} busy={ask.isPending} onClick={start}>
      {text.connection.reconnect}
    </Button>
  ) : (
    <ConsentFace consent={consent} onAgain={start} />
  );
}
