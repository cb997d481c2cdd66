import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { emailHealthQuery } from '~/api/email';
import { useMakeBatch } from '~/api/email-batches';
import { templatesQuery } from '~/api/email-templates';
import type { EmailAccountHealth, EmailBatchWish } from '~/api/types';
import { Button } from '~/design/button';
import { SelectField, TextField } from '~/design/field';
import { Card, Page } from '~/design/page';
import { useDraft } from '~/parts/draft';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { AccountChoice, chosenAccount } from './account-choice';
import { NoAccount } from './no-account';

const EMPTY = { name: '', kind: '', template: '', from: '', subject: '', replyTo: '', sendAt: '' };

type Draft = typeof EMPTY;

/** The letter of a batch; its recipients come next. */
export function NewBatchPage() {
  const { w } = useParams({ from: '/w/$w' });
  const asked = useQuery(emailHealthQuery(w));
  return (
    <Page title={text.email.batch.make}>
      <Faces of={asked} empty={{ when: ({ accounts }) => accounts.length === 0, face: <NoAccount w={w} /> }}>
        {({ accounts }) => <Form w={w} accounts={accounts} />}
      </Faces>
    </Page>
  );
}

function wish(integration: string, draft: Draft): EmailBatchWish {
  const replyTo = draft.replyTo
    .split(/[,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return {
    integration,
    name: draft.name,
    kind: draft.kind === 'marketing' ? 'marketing' : 'transactional',
    from: draft.from,
    template: draft.template,
    ...(draft.subject.trim() === '' ? {} : { subject: draft.subject }),
    ...(replyTo.length === 0 ? {} : { replyTo }),
    ...(draft.sendAt === '' ? {} : { sendAt: new Date(draft.sendAt).toISOString() }),
  };
}

function Form({ w, accounts }: { w: string; accounts: readonly EmailAccountHealth[] }) {
  const search = useSearch({ from: '/w/$w/email/batches/new' });
  const navigate = useNavigate({ from: '/w/$w/email/batches/new' });
  const i = chosenAccount(accounts, search.account);
  const make = useMakeBatch(w);
  const [kept, change, forget] = useDraft<Draft>(`batch.${w}`, EMPTY);
  const draft = { ...kept, template: search.template ?? '' };
  const fields = make.error?.fields ?? {};
  const kinds = text.email.batch.kinds;
  return (
    <Card>
      <p className="muted">{text.email.batch.makeHelp}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(wish(i, draft), {
            onSuccess: (made) => {
              forget();
              navigate({ to: '/w/$w/email/batches/$batch', params: { w, batch: made.id }, search: {} });
            },
          });
        }}
      >
        <AccountChoice
          accounts={accounts}
          chosen={i}
          onChoose={(account) => navigate({ search: { account }, replace: true })}
        />
        <TemplateChoice
          w={w}
          i={i}
          chosen={draft.template}
          onChoose={(template) => navigate({ search: (before) => ({ ...before, template }), replace: true })}
        />
        <TextField
          label={text.email.batch.name}
          hint={text.email.batch.nameHint}
          required
          maxLength={200}
          value={draft.name}
          error={fields.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <SelectField
          label={text.email.batch.kind}
          required
          value={draft.kind}
          error={fields.kind}
          options={[['', text.email.batch.choose], ...Object.entries(kinds)]}
          onChange={(event) => change({ kind: event.target.value })}
        />
        <TextField
          label={text.email.batch.from}
          hint={text.email.batch.fromHint}
          required
          maxLength={500}
          value={draft.from}
          error={fields.from}
          onChange={(event) => change({ from: event.target.value })}
        />
        <TextField
          label={text.email.batch.subject}
          hint={text.email.batch.subjectHint}
          maxLength={900}
          value={draft.subject}
          error={fields.subject}
          onChange={(event) => change({ subject: event.target.value })}
        />
        <TextField
          label={`${text.email.batch.replyTo} (${text.common.optional})`}
          value={draft.replyTo}
          error={fields.replyTo}
          onChange={(event) => change({ replyTo: event.target.value })}
        />
        <TextField
          label={text.email.batch.sendAt}
          hint={text.email.batch.sendAtHint}
          type="datetime-local"
          value={draft.sendAt}
          error={fields.sendAt}
          onChange={(event) => change({ sendAt: event.target.value })}
        />
        <ProblemNote failure={make.error} />
        <div className="row">
          <Button primary type="submit" busy={make.isPending}>
            {text.email.batch.makeDo}
          </Button>
        </div>
      </form>
    </Card>
  );
}

type ChoiceProps = { w: string; i: string; chosen: string; onChoose: (id: string) => void };

/** Only what is published can be sent. */
function TemplateChoice({ w, i, chosen, onChoose }: ChoiceProps) {
  const asked = useInfiniteQuery(templatesQuery(w, i));
  return (
    <Faces of={asked}>
      {({ pages }) => {
        const published = pages.flatMap((page) => page.items).filter((one) => one.status === 'published');
        return (
          <div className="stack tight">
            <SelectField
              label={text.email.batch.template}
              required
              value={published.some((one) => one.id === chosen) ? chosen : ''}
              hint={published.length === 0 && !asked.hasNextPage ? text.email.batch.noPublished : undefined}
              options={[['', text.email.batch.choose], ...published.map((one): [string, string] => [one.id, one.name])]}
              onChange={(event) => onChoose(event.target.value)}
            />
            {asked.hasNextPage && (
              <div className="row">
                <Button small busy={asked.isFetchingNextPage} onClick={() => asked.fetchNextPage()}>
                  {text.email.batch.moreTemplates}
                </Button>
              </div>
            )}
          </div>
        );
      }}
    </Faces>
  );
}
