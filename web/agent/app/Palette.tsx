// Ctrl K: go anywhere, find anything, without the mouse.
// Source: ui.md, "Keyboard"; api/openapi.yaml, search.
import { Kbd, Loader, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  type Icon,
  IconAddressBook,
  IconInbox,
  IconKeyboard,
  IconListDetails,
  IconMailFast,
  IconMailSearch,
  IconMessage,
  IconSearch,
  IconSettings,
  IconUserCircle,
} from '@tabler/icons-react';
import { Fragment, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { SnippetParts } from '@shared/api/types';
import { meQuery } from './queries';
import classes from './Palette.module.css';

interface Entry {
  key: string;
  icon: Icon;
  title: string;
  titleParts?: SnippetParts;
  detail?: string;
  detailParts?: SnippetParts;
  hint?: string;
  run: () => void;
}

interface PaletteProps {
  onClose: () => void;
  onHelp: () => void;
}

export default function Palette({ onClose, onHelp }: PaletteProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const places = usePlaces(onHelp).filter(({ title }) =>
    title.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()),
  );
  const { hits, searching } = useHits(text);
  const entries = [...places, ...hits];
  const current = Math.min(at, Math.max(entries.length - 1, 0));
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(current + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(current - 1, 0));
    else if (event.key === 'Enter') run(entries[current]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal.Root opened onClose={onClose} padding={0} size={560} yOffset="12vh" centered={false}>
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.title')}>
        <TextInput
          autoFocus
          size="lg"
          variant="unstyled"
          className={classes.input}
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={entries[current] ? `palette-${entries[current].key}` : undefined}
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          leftSection={searching ? <Loader size={18} /> : <IconSearch size={20} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKey}
        />
        <ul
          id="palette-list"
          role="listbox"
          className={classes.list}
          aria-label={t('palette.title')}
        >
          {entries.map((entry, index) => (
            // The keyboard is handled by the combobox above, as the ARIA pattern wants it.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <li
              key={entry.key}
              id={`palette-${entry.key}`}
              role="option"
              aria-selected={index === current}
              className={classes.entry}
              onMouseMove={() => setAt(index)}
              onClick={() => run(entry)}
            >
              <entry.icon size={18} stroke={1.6} aria-hidden />
              <span className={classes.title}>
                <Parts parts={entry.titleParts} text={entry.title} />
              </span>
              {entry.detail && (
                <span className={classes.detail}>
                  <Parts parts={entry.detailParts} text={entry.detail} />
                </span>
              )}
              {entry.hint && <Kbd size="xs">{entry.hint}</Kbd>}
            </li>
          ))}
          {entries.length === 0 && !searching && (
            <li className={classes.none}>{t('palette.nothing')}</li>
          )}
        </ul>
      </Modal.Content>
    </Modal.Root>
  );
}

/** A text with what was found in it marked. */
function Parts({ parts, text }: { parts?: SnippetParts; text: string }) {
  if (!parts) return text;
  return parts.map((part, index) =>
    part.hit ? <mark key={index}>{part.text}</mark> : <Fragment key={index}>{part.text}</Fragment>,
  );
}

function usePlaces(onHelp: () => void): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const place = (key: string, icon: Icon, title: string, run: () => unknown): Entry => ({
    key,
    icon,
    title,
    run: () => void run(),
  });
  const places = [
    place('messenger', IconInbox, t('nav.messenger'), () => navigate({ to: '/messenger' })),
    place('items', IconListDetails, t('nav.items'), () => navigate({ to: '/items' })),
    place('my-items', IconListDetails, t('palette.my_items'), () =>
      navigate({ to: '/items', search: { assignee: 'me' } }),
    ),
    place('outbox', IconMailFast, t('nav.outbox'), () => navigate({ to: '/outbox' })),
    place('mail-log', IconMailSearch, t('nav.mail_log'), () => navigate({ to: '/mail-log' })),
    place('profile', IconUserCircle, t('nav.profile'), () => navigate({ to: '/profile' })),
    { ...place('help', IconKeyboard, t('shortcuts.title'), onHelp), hint: '?' },
  ];
  if (me?.role !== 'administrator') return places;
  return [
    ...places,
    place('admin', IconSettings, t('nav.admin'), () =>
      navigate({ to: '/admin/$tab', params: { tab: 'users' } }),
    ),
  ];
}

const hitIcons = {
  item: IconListDetails,
  message: IconMessage,
  customer: IconAddressBook,
} as const;

function useHits(text: string): { hits: Entry[]; searching: boolean } {
  const navigate = useNavigate();
  const [q] = useDebouncedValue(text.trim(), 180);
  const { data, isFetching } = useQuery({
    queryKey: ['search', q],
    queryFn: () => ok(api.GET('/api/v1/search', { params: { query: { q, limit: 12 } } })),
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
  });
  if (q.length < 2) return { hits: [], searching: false };
  const hits = (data?.items ?? []).map((hit): Entry => ({
    key: `${hit.kind}-${hit.id}`,
    icon: hitIcons[hit.kind],
    title: hit.title,
    titleParts: hit.title_parts,
    detail: hit.kind === 'item' && hit.item ? hit.item.reference : hit.snippet,
    detailParts: hit.kind === 'item' ? undefined : hit.snippet_parts,
    run: () =>
      void (hit.conversation_id
        ? navigate({
            to: '/messenger/$conversationId',
            params: { conversationId: hit.conversation_id },
            search: { at: hit.seq ?? undefined },
          })
        : hit.item
          ? navigate({ to: '/items/$itemId', params: { itemId: hit.item.id } })
          : navigate({ to: '/items', search: { q: hit.title } })),
  }));
  return { hits, searching: isFetching };
}
