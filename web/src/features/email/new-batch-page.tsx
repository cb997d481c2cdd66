import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { emailHealthQuery } from '~/api/email';
import { useMakeBatch } from '~/api/email-batches';
import type { EmailAccountHealth, EmailBatchWish } from '~/api/types';
import { Button } from '~/design/button';
import { SelectField, TextField } from '~/design/field';
import { Card, Page } from '~/design/page';
import { useDraft } from '~/parts/draft';
import { Faces } from '~/parts/faces';
import { ProblemNote } from '~/parts/problem-face';
import { text } from '~/text';
import { AccountChoice, chosenAccount } from './account-choice';
import { type Content, ContentFields, NO_CONTENT } from './batch-content';
import { addresses } from './letter';
import { NoAccount } from './no-account';

type Draft = Content & { name: string; kind: string; from: string; replyTo: string; sendAt: string };

const EMPTY: Draft = { ...NO_CONTENT, name: '', kind: '', from: '', replyTo: '', sendAt: '' };

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
  const replyTo = addresses(draft.replyTo);
  const own = (field: 'html' | 'text') => (draft[field].trim() === '' ? {} : { [field]: draft[field] });
  return {
    integration,
    name: draft.name,
    kind: draft.kind === 'marketing' ? 'marketing' : 'transactional',
    from: draft.from,
    ...(draft.content === 'template' ? { template: draft.template } : { ...own('html'), ...own('text') }),
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
  const { template } = search;
  const draft: Draft = {
    ...kept,
    template: template ?? '',
    content: template === undefined ? kept.content : 'template',
  };
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
        <ContentFields
          w={w}
          i={i}
          content={draft}
          errors={fields}
          onChange={(part) => {
            change(part);
            if (part.content === 'own') {
              navigate({ search: ({ template: _, ...rest }) => rest, replace: true });
            }
          }}
          onTemplate={(id) => navigate({ search: (before) => ({ ...before, template: id }), replace: true })}
        />
        <TextField
          label={`${text.email.batch.replyTo} (${text.common.optional})`}
          hint={text.email.batch.replyToHint}
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
