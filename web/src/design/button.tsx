import type { ButtonHTMLAttributes, ReactNode } from 'react';

export type ButtonLook = { primary?: boolean; danger?: boolean; quiet?: boolean; small?: boolean };

export const buttonClass = (look: ButtonLook): string =>
  ['button', look.primary && 'primary', look.danger && 'danger', look.quiet && 'quiet', look.small && 'small']
    .filter(Boolean)
    .join(' ');

type Props = ButtonLook & ButtonHTMLAttributes<HTMLButtonElement> & { busy?: boolean; children: ReactNode };

/** While its deed is under way it stays focusable, does nothing, and says so. */
export function Button({ primary, danger, quiet, small, busy = false, onClick, className, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`${buttonClass({ primary, danger, quiet, small })}${className === undefined ? '' : ` ${className}`}`}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) {
          event.preventDefault();
        } else {
          onClick?.(event);
        }
      }}
    />
  );
}
