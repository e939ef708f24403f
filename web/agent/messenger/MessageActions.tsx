// An author's second thoughts: change a message or take it back, while the server still allows it.
// Invariant: the buttons go when the minute is over; what the server refuses is said in words.
// Source: issue 4 point 4 (edit and delete within a minute).
import { ActionIcon, Button, Group, Skeleton, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Message } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { mentionableQuery, meQuery } from '@agent/app/queries';
import { mentionedIn } from './mentions';
import { type MessagePages, withMessage } from './message_cache';
import type { EditorHandle } from './RichEditor';
import classes from './MessageView.module.css';

const RichEditor = lazy(() => import('./RichEditor'));

/** True until the moment, then false. */
function useUntil(moment: string | null): boolean {
  const leftMs = moment ? Date.parse(moment) - Date.now() : 0;
  const [over, setOver] = useState(leftMs <= 0);
  useEffect(() => {
    if (leftMs <= 0) return undefined;
    const timer = window.setTimeout(() => setOver(true), leftMs);
    return () => window.clearTimeout(timer);
    // Only another moment starts another timer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [moment]);
  return !over;
}

function useTakeAnswer(): (message: Message) => void {
  const client = useQueryClient();
  return (message) => {
    client.setQueryData<MessagePages>(['messages', message.conversation_id], (pages) =>
      withMessage(pages, message),
    );
    void client.invalidateQueries({ queryKey: ['conversations'] });
  };
}

interface MessageActionsProps {
  message: Message;
  onEdit: () => void;
}

export function MessageActions({ message, onEdit }: MessageActionsProps) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const notice = useErrorNotice();
  const take = useTakeAnswer();
  const open = useUntil(message.change_until);
  const remove = useMutation({
    mutationFn: () =>
      ok(api.DELETE('/api/v1/messages/{id}', { params: { path: { id: message.id } } })),
    onSuccess: take,
    onError: (error) => notice(error),
  });
  const own = message.author.kind === 'user' && message.author.id === me?.id;
  if (!own || !open) return null;
  return (
    <Group gap={2} className={classes.actions}>
      <Tooltip label={t('change.edit')}>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t('change.edit')}
          onClick={onEdit}
        >
          <IconPencil size={15} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('change.delete')}>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t('change.delete')}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          <IconTrash size={15} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

interface MessageEditProps {
  message: Message;
  onDone: () => void;
}

export function MessageEdit({ message, onDone }: MessageEditProps) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const take = useTakeAnswer();
  const editor = useRef<EditorHandle>(null);
  const { data: mentionable } = useQuery(mentionableQuery(message.conversation_id));
  const save = useMutation({
    mutationFn: () => {
      const { html, text } = editor.current?.read() ?? { html: '', text: '' };
      const mentions = mentionedIn(text, mentionable?.items ?? []);
      return ok(
        api.PATCH('/api/v1/messages/{id}', {
          params: { path: { id: message.id } },
          body: { html, text, mentions },
        }),
      );
    },
    onSuccess: (changed) => {
      take(changed);
      onDone();
    },
    onError: (error) => notice(error),
  });
  return (
    // Escape leaves the text as it was; every control inside is reachable by itself.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={classes.editing}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onDone();
      }}
    >
      <Suspense fallback={<Skeleton height={90} />}>
        <RichEditor
          ref={editor}
          conversationId={message.conversation_id}
          initialHtml={message.html ?? plainToHtml(message.text)}
          autoFocus
          label={t('change.label')}
          placeholder=""
          onChange={() => undefined}
          onSubmit={() => save.mutate()}
        />
      </Suspense>
      <Group gap="xs" px={12} pb={8}>
        <Button size="xs" loading={save.isPending} onClick={() => save.mutate()}>
          {t('change.save')}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {t('change.cancel')}
        </Button>
      </Group>
    </div>
  );
}

function plainToHtml(text: string): string {
  const holder = document.createElement('div');
  for (const line of text.split('\n')) {
    const paragraph = document.createElement('p');
    paragraph.textContent = line;
    holder.append(paragraph);
  }
  return holder.innerHTML;
}
