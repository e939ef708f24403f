// Turns addresses in plain text into links, without any HTML on the way.
// Invariant: only http, https and mail addresses become links.
// Source: SEC-1.
import { Fragment, type ReactNode } from 'react';

const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/giu;

export function linkify(text: string): ReactNode[] {
  return text.split(address).map((part, index) => {
    if (index % 2 === 0) return <Fragment key={index}>{part}</Fragment>;
    const href = /^https?:/i.test(part) ? part : `mailto:${part}`;
    return (
      <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {part}
      </a>
    );
  });
}
