import type { EmailTemplate, EmailTemplateWish, EmailVariable } from '~/api/types';

/** A template as it is typed: everything is text, and what is empty is left out. */
export type Letter = {
  name: string;
  alias: string;
  from: string;
  subject: string;
  replyTo: string;
  html: string;
  text: string;
  variables: TypedVariable[];
};

export type TypedVariable = { key: string; type: EmailVariable['type']; fallback: string };

export const NO_LETTER: Letter = {
  name: '',
  alias: '',
  from: '',
  subject: '',
  replyTo: '',
  html: '',
  text: '',
  variables: [],
};

/** {{{NAME}}} or {{NAME}}; not a block such as {{#each ITEMS}} and what stands in one. */
const PLACE = /\{\{\{?\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}?\}\}/g;

/** Addresses between commas or semicolons. */
export const addresses = (typed: string): string[] =>
  typed
    .split(/[,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

export const letterOf = (template: EmailTemplate): Letter => ({
  name: template.name,
  alias: template.alias ?? '',
  from: template.from ?? '',
  subject: template.subject ?? '',
  replyTo: template.replyTo.join(', '),
  html: template.html,
  text: template.text ?? '',
  variables: template.variables.map(({ key, type, fallback }) => ({ key, type, fallback: fallback ?? '' })),
});

export function wishOf(letter: Letter): EmailTemplateWish {
  const { name, html, variables } = letter;
  const replyTo = addresses(letter.replyTo);
  const some = (field: 'alias' | 'from' | 'subject' | 'text') =>
    letter[field].trim() === '' ? {} : { [field]: letter[field] };
  return {
    name: name.trim(),
    html,
    ...some('alias'),
    ...some('from'),
    ...some('subject'),
    ...some('text'),
    ...(replyTo.length === 0 ? {} : { replyTo }),
    variables: variables.map(({ key, type, fallback }) => ({
      key: key.trim(),
      type,
      ...(fallback === '' ? {} : { fallback }),
    })),
  };
}

/** Places in the text for which there is no variable, each once. */
export function undeclared({ subject, html, text, variables }: Letter): string[] {
  const known = new Set(variables.map(({ key }) => key.trim()));
  const written = [...`${subject}\n${html}\n${text}`.matchAll(PLACE)].map((match) => match[1] ?? '');
  return [...new Set(written)].filter((name) => !known.has(name));
}
