import { type ReactNode, useEffect, useId, useRef } from 'react';
import { text } from '~/text';
import { Button } from './button';

type Props = { title: string; onClose?: () => void; children: ReactNode; label?: string };

/** The browser's own modal dialog: it keeps the focus, and Escape closes it if it may be closed. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) {
      element.showModal();
    }
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <div className="stack">
        <h2 id={heading} className="break">
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}

type ConfirmProps = {
  title: string;
  help: string;
  act: string;
  danger?: boolean;
  busy: boolean;
  disabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
};

/** Asks before a deed that takes something away. */
export function Confirm(props: ConfirmProps) {
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <p>{props.help}</p>
      {props.children}
      <div className="row end">
        <Button onClick={props.onClose}>{text.common.cancel}</Button>
        <Button primary danger={props.danger} busy={props.busy} disabled={props.disabled} onClick={props.onConfirm}>
          {props.act}
        </Button>
      </div>
    </Dialog>
  );
}
