// Whom a new direct conversation is with, and what it is called when there are several.
// Source: product-facts 1.2 (direct conversations).
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '@agent/app/queries';
import { PeoplePicker } from './PeoplePicker';
import { peopleOf, useStartDirect } from './use_talk';

export default function NewConversationForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [people, setPeople] = useState<string[]>([]);
  const [title, setTitle] = useState('');
  const start = useStartDirect(onDone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({ ...peopleOf(people), title: title.trim() });
  };
  const isGroup = people.length > 1 || people.some((value) => value.startsWith('team:'));
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          {t('talk.new_text')}
        </Text>
        <PeoplePicker value={people} onChange={setPeople} without={me ? [me.id] : []} />
        {isGroup && (
          <TextInput
            label={t('talk.title')}
            description={t('talk.title_text')}
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
        )}
        <Button type="submit" disabled={people.length === 0} loading={start.isPending}>
          {t('talk.start')}
        </Button>
      </Stack>
    </form>
  );
}
