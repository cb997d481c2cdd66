import { useReread } from '~/api/integrations';
import type { Integration, StreamState } from '~/api/types';
import { Button } from '~/design/button';
import { Dialog } from '~/design/dialog';
import { CheckField, SelectField, TextField } from '~/design/field';
import { useSay } from '~/design/toasts';
import { plusDays, today } from '~/format/times';
import { useDraft } from '~/parts/draft';
import { ProblemNote } from '~/parts/problem-face';
import { useStreamName } from '~/parts/providers';
import { text } from '~/text';

type Props = { w: string; of: Integration; streams: StreamState[]; onClose: () => void };

/** Has days read again, of all reports or of one. */
export function RereadDialog({ w, of, streams, onClose }: Props) {
  const say = useSay();
  const name = useStreamName(of.provider);
  const reread = useReread(w, of.id);
  const last = today(of.account.zone);
  const [draft, change, forget] = useDraft(`reread.${of.id}`, {
    first: plusDays(last, -6),
    last,
    stream: '',
    waiver: false,
  });
  const held = streams.some((stream) => stream.held > 0);
  return (
    <Dialog title={text.connection.reread} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          reread.mutate(
            {
              first: draft.first,
              last: draft.last,
              ...(draft.stream === '' ? {} : { streams: [draft.stream] }),
              ...(draft.waiver ? { waiver: true } : {}),
            },
            {
              onSuccess: () => {
                forget();
                say(text.connection.syncAsked);
                onClose();
              },
            },
          );
        }}
      >
        <p>{text.connection.rereadHelp}</p>
        <div className="row">
          <TextField
            label={text.connection.first}
            type="date"
            required
            max={last}
            value={draft.first}
            error={reread.error?.fields.first}
            onChange={(event) => change({ first: event.target.value })}
          />
          <TextField
            label={text.connection.last}
            type="date"
            required
            max={last}
            value={draft.last}
            error={reread.error?.fields.last}
            onChange={(event) => change({ last: event.target.value })}
          />
        </div>
        <SelectField
          label={text.connection.stream}
          value={draft.stream}
          options={[['', text.connections.all], ...streams.map((one): [string, string] => [one.name, name(one.name)])]}
          onChange={(event) => change({ stream: event.target.value })}
        />
        {held && (
          <CheckField
            label={text.connection.accept}
            hint={text.connection.acceptHelp}
            checked={draft.waiver}
            onChange={(event) => change({ waiver: event.target.checked })}
          />
        )}
        <ProblemNote failure={reread.error} />
        <div className="row end">
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button primary type="submit" busy={reread.isPending}>
            {text.connection.rereadDo}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
