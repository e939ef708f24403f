// The streams of an item, when there are more than its one public and its one internal: after a merge or a link.
// Invariant: empty streams are not offered unless they are the only ones of their visibility.
// Source: F002, F181.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconLock, IconMessageCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '@shared/api/types';
import { itemConversationsQuery } from '@agent/app/queries';
import { streamsInUse } from './streams';
import classes from './Talk.module.css';

interface StreamSwitchProps {
  itemId: number;
  currentId: number;
  onChange: (conversationId: number) => void;
}

export function StreamSwitch({ itemId, currentId, onChange }: StreamSwitchProps) {
  const { t } = useTranslation();
  const { data } = useQuery(itemConversationsQuery(itemId));
  const streams = streamsInUse(data?.items ?? []);
  if (streams.length <= 2) return null;
  const label = (stream: Conversation) =>
    stream.last_message?.snippet.slice(0, 32) || t('messenger.no_message');
  return (
    <nav className={classes.streams} aria-label={t('talk.streams')}>
      {streams.map((stream) => {
        const internal = stream.visibility === 'internal';
        return (
          <Button
            key={stream.id}
            size="compact-xs"
            variant={stream.id === currentId ? 'filled' : 'default'}
            aria-current={stream.id === currentId ? 'true' : undefined}
            leftSection={internal ? <IconLock size={13} /> : <IconMessageCircle size={13} />}
            onClick={() => onChange(stream.id)}
          >
            {`${label(stream)} (${stream.message_count})`}
          </Button>
        );
      })}
    </nav>
  );
}
