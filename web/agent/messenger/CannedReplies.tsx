// Texts that are written once and inserted often: a list behind a button of the composer, searchable, with a dialog
// in which they are written and changed.
// Invariant: what cannot be filled in here is said, never left out in silence.
// Source: issue 4 point 4 (canned replies).
import { ActionIcon, Button, Popover, ScrollArea, TextInput, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { IconMessage2Bolt, IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorNotice } from '@shared/ui/errors';
import { cannedRepliesQuery } from '@agent/app/queries';
import { fits } from './mentions';
import classes from './CannedReplies.module.css';

const CannedDialog = lazy(() => import('./CannedDialog'));

/** Fills a reply in for the conversation and hands its HTML on. */
export function useCannedReply(
  conversationId: number,
  insert: (html: string) => void,
): (id: number) => void {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  return useCallback(
    (id) => {
      ok(
        api.POST('/api/v1/canned_replies/{id}/fill', {
          params: { path: { id } },
          body: { conversation_id: conversationId },
        }),
      )
        .then(({ html, missing }) => {
          insert(html);
          if (missing.length > 0) {
            notifications.show({ message: t('canned.missing', { fields: missing.join(', ') }) });
          }
        })
        .catch(notice);
    },
    [conversationId, insert, notice, t],
  );
}

export function CannedReplies({ insert }: { insert: (id: number) => void }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [managing, setManaging] = useState(false);
  return (
    <>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="top-start"
        width={320}
        shadow="md"
        trapFocus
        withinPortal
      >
        <Popover.Target>
          <Tooltip label={t('canned.button')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('canned.title')}
              aria-expanded={opened}
              onClick={() => setOpened(!opened)}
            >
              <IconMessage2Bolt size={17} />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown p="xs">
          <Picker
            choose={(id) => {
              setOpened(false);
              insert(id);
            }}
          />
          <Button
            fullWidth
            mt={6}
            size="xs"
            variant="default"
            onClick={() => {
              setOpened(false);
              setManaging(true);
            }}
          >
            {t('canned.manage')}
          </Button>
        </Popover.Dropdown>
      </Popover>
      {managing && (
        <Suspense fallback={null}>
          <CannedDialog onClose={() => setManaging(false)} />
        </Suspense>
      )}
    </>
  );
}

function Picker({ choose }: { choose: (id: number) => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(cannedRepliesQuery);
  const [words, setWords] = useState('');
  const shown = (data?.items ?? []).filter(({ title, text }) =>
    fits(`${title} ${text}`, words.trim()),
  );
  return (
    <>
      <TextInput
        size="xs"
        data-autofocus
        aria-label={t('canned.search')}
        placeholder={t('canned.search')}
        leftSection={<IconSearch size={14} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !shown[0]) return;
          event.preventDefault();
          choose(shown[0].id);
        }}
      />
      <ScrollArea.Autosize mah={260} mt={6} type="auto">
        {shown.map(({ id, title, text, shared }) => (
          <button key={id} type="button" className={classes.reply} onClick={() => choose(id)}>
            <b>{title}</b>
            <span>{text}</span>
            {!shared && <em>{t('canned.mine')}</em>}
          </button>
        ))}
        {data && shown.length === 0 && (
          <p className={classes.none}>
            {data.items.length === 0 ? t('canned.none') : t('palette.nothing')}
          </p>
        )}
      </ScrollArea.Autosize>
    </>
  );
}
