import { useQuery } from '@tanstack/react-query';
import { emailMessageQuery } from '~/api/email';
import type { EmailMessageTold } from '~/api/types';
import { Button } from '~/design/button';
import { Dialog } from '~/design/dialog';
import { Moment } from '~/design/time';
import { Faces } from '~/parts/faces';
import { text } from '~/text';

type Props = { w: string; i: string; id: string; onClose: () => void };

/** What became of one e-mail after the provider took it, event by event. */
export function MessageDialog({ w, i, id, onClose }: Props) {
  const asked = useQuery(emailMessageQuery(w, i, id));
  return (
    <Dialog title={text.email.message.title} onClose={onClose}>
      <Faces of={asked}>{(told) => <Told of={told} />}</Faces>
      <div className="row end">
        <Button onClick={onClose}>{text.common.close}</Button>
      </div>
    </Dialog>
  );
}

function Told({ of: { message, events } }: { of: EmailMessageTold }) {
  const words = text.email.message;
  return (
    <>
      <p className="break">
        <strong>{words.states[message.state]}</strong>
        {message.bounce !== undefined && ` (${words.bounces[message.bounce]})`}
        {message.bounceMessage !== undefined && `: ${message.bounceMessage}`}
        {message.detail !== undefined && `: ${message.detail}`}
      </p>
      {events.length === 0 ? (
        <p className="muted">{words.noEvents}</p>
      ) : (
        <ol className="tries" aria-label={words.events}>
          {events.map((event) => (
            <li key={`${event.state} ${event.at} ${event.receivedAt}`} className="break">
              <Moment at={event.at} /> {words.states[event.state]}
              {event.bounce !== undefined && ` (${words.bounces[event.bounce]})`}
              {event.reason !== undefined && ` · ${event.reason}`}
              {event.detail !== undefined && ` · ${event.detail}`}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
