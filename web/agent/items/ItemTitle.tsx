// The title of an item; a click makes it editable in place, Escape puts it back.
// Source: ui.md, "Never a modal for what can be inline".
import { Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Item } from '@shared/api/types';
import { useChangeItem } from '@agent/messenger/use_item';
import { PriorityMark } from './PriorityMark';
import { StateBadge } from './StateBadge';
import classes from './ItemPage.module.css';

export function ItemTitle({ item }: { item: Item }) {
  const { t } = useTranslation();
  const change = useChangeItem(item.id);
  const [text, setText] = useState<string | null>(null);
  const save = () => {
    const title = text?.trim();
    if (title && title !== item.title) change.mutate({ patch: { title }, shown: { title } });
    setText(null);
  };
  return (
    <div className={classes.title}>
      {text === null ? (
        <h1 style={{ margin: 0 }}>
          <button
            type="button"
            className={classes.titleText}
            title={t('item.edit_title')}
            onClick={() => setText(item.title)}
          >
            {item.title}
          </button>
        </h1>
      ) : (
        <TextInput
          autoFocus
          aria-label={t('item.edit_title')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={save}
          onKeyDown={(event) => {
            if (event.key === 'Enter') save();
            if (event.key === 'Escape') setText(null);
          }}
        />
      )}
      <Group gap={8} mt={2}>
        <Text size="sm" c="dimmed">
          {item.reference}
        </Text>
        <StateBadge state={item.state} status={item.status} />
        <PriorityMark priority={item.priority} />
      </Group>
    </div>
  );
}
