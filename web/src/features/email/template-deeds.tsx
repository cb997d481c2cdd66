import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useDeleteTemplate, useDuplicate, usePublish } from '~/api/email-templates';
import type { EmailTemplate } from '~/api/types';
import { Button, buttonClass } from '~/design/button';
import { Confirm } from '~/design/dialog';
import { useSay } from '~/design/toasts';
import { ProblemNote } from '~/parts/problem-face';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

/** What can be done with a template at its provider. */
export function TemplateDeeds({ w, i, of }: { w: string; i: string; of: EmailTemplate }) {
  const may = useMay();
  const say = useSay();
  const navigate = useNavigate();
  const publish = usePublish(w, i);
  const duplicate = useDuplicate(w, i);
  const remove = useDeleteTemplate(w, i);
  const [asking, setAsking] = useState<'publish' | 'remove' | undefined>();
  const close = () => setAsking(undefined);
  if (!may.operate) {
    return null;
  }
  return (
    <div className="stack tight">
      <div className="row">
        {of.status === 'published' && (
          <Link
            to="/w/$w/email/batches/new"
            params={{ w }}
            search={{ account: i, template: of.id }}
            className={buttonClass({ primary: true })}
          >
            {text.email.template.send}
          </Link>
        )}
        {(of.status === 'draft' || of.unpublished) && (
          <Button primary={of.status === 'draft'} onClick={() => setAsking('publish')}>
            {text.email.template.publish}
          </Button>
        )}
        <Link
          to="/w/$w/email/templates/$i/$template/edit"
          params={{ w, i, template: of.id }}
          className={buttonClass({})}
        >
          {text.email.writing.edit}
        </Link>
        <Button
          busy={duplicate.isPending}
          onClick={() =>
            duplicate.mutate(of.id, {
              onSuccess: (copy) => {
                say(text.email.template.duplicated(copy.name));
                navigate({ to: '/w/$w/email/templates/$i/$template', params: { w, i, template: copy.id } });
              },
            })
          }
        >
          {text.email.template.duplicate}
        </Button>
        <Button danger onClick={() => setAsking('remove')}>
          {text.email.template.remove}
        </Button>
      </div>
      <ProblemNote failure={duplicate.error} />
      {asking === 'publish' && (
        <Confirm
          title={text.email.template.publishTitle(of.name)}
          help={text.email.template.publishHelp}
          act={text.email.template.publish}
          busy={publish.isPending}
          onClose={close}
          onConfirm={() =>
            publish.mutate(of.id, {
              onSuccess: () => {
                close();
                say(text.email.template.publishDone);
              },
            })
          }
        >
          <ProblemNote failure={publish.error} />
        </Confirm>
      )}
      {asking === 'remove' && (
        <Confirm
          title={text.email.template.removeTitle(of.name)}
          help={text.email.template.removeHelp}
          act={text.email.template.remove}
          danger
          busy={remove.isPending}
          onClose={close}
          onConfirm={() =>
            remove.mutate(of.id, {
              onSuccess: () => {
                say(text.email.template.removed);
                navigate({ to: '/w/$w/email', params: { w }, search: { tab: 'templates', account: i } });
              },
            })
          }
        >
          <ProblemNote failure={remove.error} />
        </Confirm>
      )}
    </div>
  );
}
