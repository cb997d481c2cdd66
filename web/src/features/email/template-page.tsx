import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { templateQuery } from '~/api/email-templates';
import type { EmailTemplate } from '~/api/types';
import { Badge } from '~/design/badge';
import { Card, Page } from '~/design/page';
import { Moment } from '~/design/time';
import { Faces } from '~/parts/faces';
import { text } from '~/text';
import { Preview } from './preview';
import { TemplateDeeds } from './template-deeds';

/** One template: what it says, how it looks with values, and what can be done with it. */
export function TemplatePage() {
  const { w, i, template } = useParams({ from: '/w/$w/email/templates/$i/$template' });
  const asked = useQuery(templateQuery(w, i, template));
  return <Faces of={asked}>{(known) => <Known key={known.id} w={w} i={i} of={known} />}</Faces>;
}

function Known({ w, i, of }: { w: string; i: string; of: EmailTemplate }) {
  return (
    <Page title={of.name} aside={<TemplateDeeds w={w} i={i} of={of} />}>
      <Card>
        <dl className="facts">
          <dt>{text.email.template.state}</dt>
          <dd>
            <State of={of} />
          </dd>
          <dt>{text.email.template.subject}</dt>
          <dd>{of.subject ?? text.email.template.noSubject}</dd>
          {of.from !== undefined && (
            <>
              <dt>{text.email.template.from}</dt>
              <dd>{of.from}</dd>
            </>
          )}
          {of.alias !== undefined && (
            <>
              <dt>{text.email.template.alias}</dt>
              <dd>
                <code>{of.alias}</code>
              </dd>
            </>
          )}
          <dt>{text.email.template.updated}</dt>
          <dd>
            <Moment at={of.updatedAt} />
          </dd>
        </dl>
      </Card>
      <Preview w={w} i={i} of={of} />
    </Page>
  );
}

function State({ of }: { of: EmailTemplate }) {
  if (of.status === 'draft') {
    return <Badge tone="off">{text.email.template.draft}</Badge>;
  }
  return of.unpublished ? (
    <Badge tone="warn">{text.email.template.changed}</Badge>
  ) : (
    <Badge tone="ok">{text.email.template.published}</Badge>
  );
}
