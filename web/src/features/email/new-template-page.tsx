import { useNavigate, useParams } from '@tanstack/react-router';
import { useMakeTemplate } from '~/api/email-templates';
import { Page } from '~/design/page';
import { useSay } from '~/design/toasts';
import { useDraft } from '~/parts/draft';
import { text } from '~/text';
import { NO_LETTER, wishOf } from './letter';
import { LetterForm } from './letter-form';

/** A new template; the provider keeps it as a draft. */
export function NewTemplatePage() {
  const { w, i } = useParams({ from: '/w/$w/email/templates/$i/new' });
  const say = useSay();
  const navigate = useNavigate();
  const make = useMakeTemplate(w, i);
  const [letter, change, forget] = useDraft(`template.${w}.${i}`, NO_LETTER);
  return (
    <Page title={text.email.writing.make}>
      <LetterForm
        letter={letter}
        onChange={change}
        help={text.email.writing.makeHelp}
        act={text.email.writing.makeDo}
        busy={make.isPending}
        failure={make.error}
        onSave={() =>
          make.mutate(wishOf(letter), {
            onSuccess: (made) => {
              forget();
              say(text.email.writing.made);
              navigate({ to: '/w/$w/email/templates/$i/$template', params: { w, i, template: made.id } });
            },
          })
        }
      />
    </Page>
  );
}
