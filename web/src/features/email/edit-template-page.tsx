import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { templateQuery, useRewriteTemplate } from '~/api/email-templates';
import type { EmailTemplate } from '~/api/types';
import { Page } from '~/design/page';
import { useSay } from '~/design/toasts';
import { useDraft } from '~/parts/draft';
import { Faces } from '~/parts/faces';
import { text } from '~/text';
import { letterOf, wishOf } from './letter';
import { LetterForm } from './letter-form';

/** The newest version of a template, to be written anew. */
export function EditTemplatePage() {
  const { w, i, template } = useParams({ from: '/w/$w/email/templates/$i/$template/edit' });
  const asked = useQuery(templateQuery(w, i, template));
  return <Faces of={asked}>{(known) => <Known key={known.updatedAt} w={w} i={i} of={known} />}</Faces>;
}

/** What was typed over an older version is not taken up again: it would undo what somebody else wrote since. */
function Known({ w, i, of }: { w: string; i: string; of: EmailTemplate }) {
  const say = useSay();
  const navigate = useNavigate();
  const rewrite = useRewriteTemplate(w, i, of.id);
  const [letter, change, forget] = useDraft(`template.${w}.${i}.${of.id}.${of.updatedAt}`, letterOf(of));
  return (
    <Page title={text.email.writing.editTitle(of.name)}>
      <LetterForm
        letter={letter}
        onChange={change}
        help={of.status === 'published' ? text.email.writing.editHelp : text.email.writing.makeHelp}
        act={text.common.save}
        busy={rewrite.isPending}
        failure={rewrite.error}
        onSave={() =>
          rewrite.mutate(wishOf(letter), {
            onSuccess: () => {
              forget();
              say(text.email.writing.saved);
              navigate({ to: '/w/$w/email/templates/$i/$template', params: { w, i, template: of.id } });
            },
          })
        }
      />
    </Page>
  );
}
