import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { emailHealthQuery } from '~/api/email';
import { templatesQuery } from '~/api/email-templates';
import type { EmailTemplateInList } from '~/api/types';
import { Badge } from '~/design/badge';
import { Button, buttonClass } from '~/design/button';
import { Empty } from '~/design/page';
import { type Column, Table } from '~/design/table';
import { Moment } from '~/design/time';
import { Faces } from '~/parts/faces';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';
import { AccountChoice, chosenAccount } from './account-choice';
import { NoAccount } from './no-account';

/** The templates that an account's provider keeps. */
export function TemplatesTab({ w }: { w: string }) {
  const { account } = useSearch({ from: '/w/$w/email' });
  const navigate = useNavigate({ from: '/w/$w/email' });
  const may = useMay();
  const asked = useQuery(emailHealthQuery(w));
  return (
    <Faces of={asked} empty={{ when: ({ accounts }) => accounts.length === 0, face: <NoAccount w={w} /> }}>
      {({ accounts }) => {
        const i = chosenAccount(accounts, account);
        return (
          <>
            <div className="row between">
              <AccountChoice
                accounts={accounts}
                chosen={i}
                onChoose={(id) => navigate({ search: (before) => ({ ...before, account: id }) })}
              />
              {may.operate && (
                <Link to="/w/$w/email/templates/$i/new" params={{ w, i }} className={buttonClass({ primary: true })}>
                  {text.email.writing.make}
                </Link>
              )}
            </div>
            <Templates w={w} i={i} />
          </>
        );
      }}
    </Faces>
  );
}

function Templates({ w, i }: { w: string; i: string }) {
  const asked = useInfiniteQuery(templatesQuery(w, i));
  const columns: Column<EmailTemplateInList>[] = [
    {
      head: text.email.template.name,
      kind: 'head',
      cell: (one) => (
        <Link to="/w/$w/email/templates/$i/$template" params={{ w, i, template: one.id }} className="break">
          {one.name}
        </Link>
      ),
    },
    {
      head: text.email.template.alias,
      cell: (one) => (one.alias === undefined ? text.common.none : <code>{one.alias}</code>),
    },
    {
      head: text.email.template.state,
      cell: (one) =>
        one.status === 'published' ? (
          <Badge tone="ok">{text.email.template.published}</Badge>
        ) : (
          <Badge tone="off">{text.email.template.draft}</Badge>
        ),
    },
    { head: text.email.template.updated, cell: (one) => <Moment at={one.updatedAt} ago /> },
  ];
  return (
    <Faces
      of={asked}
      empty={{
        when: ({ pages }) => pages[0]?.items.length === 0,
        face: <Empty title={text.email.template.none} help={text.email.template.noneHelp} />,
      }}
    >
      {({ pages }) => (
        <>
          <div className="card flush">
            <Table
              caption={text.email.sections.templates}
              columns={columns}
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
  );
}
