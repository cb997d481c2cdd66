import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { recipientsQuery } from '~/api/email-batches';
import type { EmailBatch, EmailRecipient, EmailRecipientState } from '~/api/types';
import { Badge } from '~/design/badge';
import { Button } from '~/design/button';
import { SelectField } from '~/design/field';
import { Empty } from '~/design/page';
import { type Column, Table } from '~/design/table';
import { Faces } from '~/parts/faces';
import { text } from '~/text';
import { MessageDialog } from './message-dialog';
import { recipientTones } from './states';

/** Who gets it and what became of each. */
export function RecipientsCard({ w, of }: { w: string; of: EmailBatch }) {
  const { state } = useSearch({ from: '/w/$w/email/batches/$batch' });
  const navigate = useNavigate({ from: '/w/$w/email/batches/$batch' });
  const progress = Object.values(of.recipients).join('.');
  const asked = useInfiniteQuery(recipientsQuery(w, of.id, state, progress));
  const [looking, setLooking] = useState<string | undefined>();
  const words = text.email.recipients;
  const show = (next: EmailRecipientState | undefined) => navigate({ search: { state: next } });
  return (
    <section className="stack" aria-label={words.title}>
      <div className="row between">
        <h2>{words.title}</h2>
        <SelectField
          label={words.state}
          value={state ?? ''}
          options={[['', text.email.batch.all], ...Object.entries(words.states)]}
          onChange={(event) =>
            show(event.target.value === '' ? undefined : (event.target.value as EmailRecipientState))
          }
        />
      </div>
      <Faces
        of={asked}
        empty={{
          when: ({ pages }) => pages[0]?.items.length === 0,
          face:
            state === undefined ? (
              <Empty title={words.none} help={of.state === 'draft' ? words.noneHelp : ''} />
            ) : (
              <Empty title={words.noneMatch} help="">
                <Button onClick={() => show(undefined)}>{text.connections.clear}</Button>
              </Empty>
            ),
        }}
      >
        {({ pages }) => (
          <>
            <div className="card flush">
              <Table
                caption={words.title}
                columns={columnsOf(setLooking)}
                rows={pages.flatMap((page) => page.items)}
                rowKey={(one) => one.id}
              />
            </div>
            {asked.hasNextPage && (
              <Button busy={asked.isFetchingNextPage} onClick={() => asked.fetchNextPage()}>
                {text.common.showMore}
              </Button>
            )}
          </>
        )}
      </Faces>
      {looking !== undefined && (
        <MessageDialog w={w} i={of.integrationId} id={looking} onClose={() => setLooking(undefined)} />
      )}
    </section>
  );
}

const columnsOf = (look: (messageId: string) => void): Column<EmailRecipient>[] => [
  {
    head: text.email.recipients.address,
    kind: 'head',
    cell: (one) =>
      one.address === undefined ? (
        <em className="muted">{text.email.recipients.erased}</em>
      ) : (
        <span className="break">{one.address}</span>
      ),
  },
  {
    head: text.email.recipients.state,
    cell: (one) => <Badge tone={recipientTones[one.state]}>{text.email.recipients.states[one.state]}</Badge>,
  },
  { head: text.email.recipients.why, cell: (one) => <span className="break">{one.reason?.sentence}</span> },
  {
    head: text.email.recipients.delivery,
    kind: 'actions',
    cell: ({ messageId, address }) =>
      messageId !== undefined && (
        <Button
          small
          aria-label={text.email.recipients.lookAt(address ?? text.email.recipients.erased)}
          onClick={() => look(messageId)}
        >
          {text.email.recipients.look}
        </Button>
      ),
  },
];
