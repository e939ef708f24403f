// Which messages go on in a new item.
// Invariant: what a split took before is not offered again; notes stay notes.
// Source: F181.
import { Checkbox, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '@shared/api/types';
import { When } from '@shared/ui/When';
import { itemConversationsQuery, messagesQuery } from '@agent/app/queries';
import { allMessages } from '@agent/messenger/message_cache';
import { Bar } from './Bar';
import { useSplit } from './use_talk';
import classes from './Talk.module.css';

export function SplitForm({ itemId }: { itemId: number }) {
  const { t } = useTranslation();
  const { data: streams } = useQuery(itemConversationsQuery(itemId));
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [title, setTitle] = useState('');
  const split = useSplit(itemId);
  const toggle = (id: number) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <Bar
      label={t('talk.split_submit', { count: chosen.size })}
      color="red.9"
      ready={chosen.size > 0}
      busy={split.isPending}
      onSubmit={() => split.mutate({ message_ids: [...chosen], title: title.trim() })}
    >
      <Text size="xs" c="dimmed">
        {t('talk.split_text')}
      </Text>
      <div className={classes.choices} role="group" aria-label={t('talk.split_choose')}>
        {(streams?.items ?? []).map(({ id }) => (
          <Choices key={id} conversationId={id} chosen={chosen} onToggle={toggle} />
        ))}
      </div>
      <TextInput
        label={t('talk.item_title')}
        description={t('talk.item_title_text')}
        maxLength={500}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
    </Bar>
  );
}

interface ChoicesProps {
  conversationId: number;
  chosen: ReadonlySet<number>;
  onToggle: (id: number) => void;
}

function Choices({ conversationId, chosen, onToggle }: ChoicesProps) {
  const { data } = useInfiniteQuery(messagesQuery(conversationId));
  return allMessages(data)
    .filter(({ moved_to: moved }) => moved === null)
    .map((message) => (
      <Checkbox
        key={message.id}
        size="sm"
        checked={chosen.has(message.id)}
        onChange={() => onToggle(message.id)}
        label={<ChoiceLabel message={message} />}
      />
    ));
}

function ChoiceLabel({ message }: { message: Message }) {
  const { t } = useTranslation();
  return (
    <span className={classes.choice}>
      {message.visibility === 'internal' && (
        <IconLock size={13} aria-label={t('visibility.internal')} />
      )}
      <b>{message.author.name}</b>
      <span className={classes.words}>{message.visible_text.slice(0, 200)}</span>
      <span className={classes.time}>
        <When at={message.created_at} form="list" />
      </span>
    </span>
  );
}
