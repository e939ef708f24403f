// What the editor offers while somebody types @ or /, and what choosing it does.
// Invariant: only people who may see the conversation are offered; a chosen reply is filled in by the server.
// Source: issue 4 point 4.
import { useQuery } from '@tanstack/react-query';
import type { Editor } from '@tiptap/react';
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cannedRepliesQuery, mentionableQuery } from '@agent/app/queries';
import { fits, type Trigger, triggerBefore } from './mentions';
import { type Suggestion, Suggestions } from './Suggestions';

const shownMax = 8;

interface Open extends Trigger {
  left: number;
  bottom: number;
}

export interface SuggestionKeys {
  /** Looks at the text before the cursor. */
  look: (editor: Editor) => void;
  /** True when the key was meant for the list. */
  handleKey: (event: KeyboardEvent) => boolean;
  popup: ReactNode;
}

export function useSuggestions(
  conversationId: number,
  editor: React.RefObject<Editor | null>,
  insertReply: (id: number) => void,
): SuggestionKeys {
  const { t } = useTranslation();
  const listId = useId();
  const [open, setOpen] = useState<Open | null>(null);
  const [at, setAt] = useState(0);
  const closedFor = useRef<string | null>(null);
  const people = useQuery({
    ...mentionableQuery(conversationId),
    enabled: open?.kind === 'mention',
  });
  const replies = useQuery({ ...cannedRepliesQuery, enabled: open?.kind === 'canned' });
  const all: Suggestion[] =
    open?.kind === 'mention'
      ? (people.data?.items ?? []).map(({ id, name }) => ({ id, title: name }))
      : (replies.data?.items ?? []).map(({ id, title, text }) => ({ id, title, detail: text }));
  const list = open ? all.filter(({ title }) => fits(title, open.words)).slice(0, shownMax) : [];
  const current = Math.min(at, Math.max(list.length - 1, 0));

  const look = useCallback((from: Editor) => {
    const { $from, empty } = from.state.selection;
    const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc');
    const found = empty && !from.isActive('codeBlock') ? triggerBefore(before) : null;
    if (!found || closedFor.current === before) return setOpen(null);
    const { left, top } = from.view.coordsAtPos($from.pos - found.length);
    setOpen({ ...found, left, bottom: top - 6 });
    setAt(0);
  }, []);

  const choose = (suggestion: Suggestion) => {
    const now = editor.current;
    if (!now || !open) return;
    const { from } = now.state.selection;
    const chain = now
      .chain()
      .focus()
      .deleteRange({ from: from - open.length, to: from });
    if (open.kind === 'mention') chain.insertContent(`@${suggestion.title} `).run();
    else {
      chain.run();
      insertReply(suggestion.id);
    }
    setOpen(null);
  };

  const handleKey = (event: KeyboardEvent): boolean => {
    if (!open || event.ctrlKey || event.metaKey) return false;
    if (event.key === 'Escape') {
      const { $from } = editor.current!.state.selection;
      closedFor.current = $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc');
      setOpen(null);
      return true;
    }
    if (list.length === 0) return false;
    if (event.key === 'ArrowDown') setAt((current + 1) % list.length);
    else if (event.key === 'ArrowUp') setAt((current + list.length - 1) % list.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(list[current]!);
    else return false;
    return true;
  };

  useEffect(() => {
    // Between two conversations there is an editor that stands nowhere yet: it has no element.
    const dom = editor.current && !editor.current.isDestroyed ? editor.current.view.dom : null;
    if (!dom) return;
    if (open && list.length > 0) {
      dom.setAttribute('aria-controls', listId);
      dom.setAttribute('aria-activedescendant', `${listId}-${current}`);
    } else {
      dom.removeAttribute('aria-controls');
      dom.removeAttribute('aria-activedescendant');
    }
  });

  // Nobody has to see an empty list for a slash or an @ that means neither.
  const hidden = !open || (list.length === 0 && (open.words !== '' || all.length === 0));
  const popup = hidden ? null : (
    <Suggestions
      listId={listId}
      label={t(open.kind === 'mention' ? 'suggest.people' : 'canned.title')}
      list={list}
      at={current}
      left={open.left}
      bottom={open.bottom}
      choose={choose}
    />
  );
  return { look, handleKey, popup };
}
