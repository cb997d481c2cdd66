import { useState } from 'react';
import { text } from '~/text';
import { Button } from './button';

/** Copies a text. Where the browser forbids it, the text beside is there to be selected. */
export function Copy({ value, label = text.common.copy }: { value: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <>
      <Button
        small
        onClick={async () => {
          try {
            await navigator.clipboard.writeText(value);
            setCopied(true);
          } catch {
            setCopied(false);
          }
        }}
      >
        {copied ? text.common.copied : label}
      </Button>
      <span className="hidden-visually" role="status">
        {copied ? text.common.copied : ''}
      </span>
    </>
  );
}

/** A text to be used elsewhere: an address, a key. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  return (
    <div className="stack tight">
      <span className="label">{label}</span>
      <div className="row">
        <code className="grow break">{value}</code>
        <Copy value={value} />
      </div>
    </div>
  );
}
