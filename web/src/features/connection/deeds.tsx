import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCheckHealth, useDelete, useDisconnect, usePause, useResume } from '~/api/integrations';
import type { ApiProblem } from '~/api/problem';
import type { Integration } from '~/api/types';
import { Button } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { TextField } from '~/design/field';
import { Menu } from '~/design/menu';
import { useSay } from '~/design/toasts';
import { countText } from '~/format/numbers';
import { ProblemNote } from '~/parts/problem-face';
import { Reconnect } from '~/parts/reconnect';
import { SyncNow } from '~/parts/sync-now';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

type Asking = 'disconnect' | 'delete' | undefined;

/** What can be done with a connection. What takes something away asks first. */
export function Deeds({ w, of }: { w: string; of: Integration }) {
  const may = useMay();
  const say = useSay();
  const [asking, setAsking] = useState<Asking>();
  const pause = usePause(w, of.id);
  const resume = useResume(w, of.id);
  const check = useCheckHealth(w, of.id);
  const refused = (problem: ApiProblem) => say([problem.message, problem.nextAction].join(' ').trim(), { bad: true });
  const ended = of.state === 'disconnected';
  const login = of.state === 'reconnect_needed' || ended;
  return (
    <div className="row">
      {login && <Reconnect of={of} />}
      <SyncNow of={of} />
      {may.operate && of.state === 'paused' && (
        <Button busy={resume.isPending} onClick={() => resume.mutate(undefined, { onError: refused })}>
          {text.connection.resume}
        </Button>
      )}
      {may.operate && (
        <Menu label={text.common.actions} face={<span aria-hidden="true">⋯</span>}>
          {!ended && of.state !== 'paused' && (
            <Button onClick={() => pause.mutate(undefined, { onError: refused })}>{text.connection.pause}</Button>
          )}
          <Button
            onClick={() =>
              check.mutate(undefined, {
                onSuccess: (health) => say(health.ok ? text.connection.healthy : health.message, { bad: !health.ok }),
                onError: refused,
              })
            }
          >
            {text.connection.check}
          </Button>
          {may.connect && !login && <Reconnect of={of} primary={false} />}
          {may.connect && !ended && (
            <Button danger onClick={() => setAsking('disconnect')}>
              {text.connection.disconnect}
            </Button>
          )}
          {may.connect && (
            <Button danger onClick={() => setAsking('delete')}>
              {text.connection.remove}
            </Button>
          )}
        </Menu>
      )}
      {asking === 'disconnect' && <Disconnect w={w} of={of} onClose={() => setAsking(undefined)} />}
      {asking === 'delete' && <Delete w={w} of={of} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

type Asked = { w: string; of: Integration; onClose: () => void };

function Disconnect({ w, of, onClose }: Asked) {
  const say = useSay();
  const disconnect = useDisconnect(w, of.id);
  return (
    <Confirm
      title={text.connection.disconnectTitle(of.account.name)}
      help={text.connection.disconnectHelp}
      act={text.connection.disconnect}
      danger
      busy={disconnect.isPending}
      onClose={onClose}
      onConfirm={() =>
        disconnect.mutate(undefined, {
          onSuccess: ({ message }) => {
            onClose();
            say(message === undefined ? text.connection.disconnected : text.connection.notRevoked(message));
          },
        })
      }
    >
      <ProblemNote failure={disconnect.error} />
    </Confirm>
  );
}

function Delete({ w, of, onClose }: Asked) {
  const say = useSay();
  const navigate = useNavigate();
  const remove = useDelete(w, of.id);
  const [typed, setTyped] = useState('');
  return (
    <Confirm
      title={text.connection.removeTitle(of.account.name)}
      help={text.connection.removeHelp}
      act={text.connection.removeDo}
      danger
      busy={remove.isPending}
      disabled={typed !== of.account.name}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(typed, {
          onSuccess: ({ rows }) => {
            say(text.connection.removed(countText(rows)));
            navigate({ to: '/w/$w/connections', params: { w } });
          },
        })
      }
    >
      <TextField
        label={text.connection.removeConfirm(of.account.name)}
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
      <ProblemNote failure={remove.error} />
    </Confirm>
  );
}
