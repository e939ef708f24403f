// One widget: what it asks and says, where it may stand, how it looks just now, and what to copy into the pages.
// Invariant: the preview is the real frame with the draft, so what is seen is what visitors get.
// Source: issue 4 point 6; SEC-10.
import { Button, Grid, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChatFields } from './ChatFields';
import { ChatIdentity } from './ChatIdentity';
import { ChatPreview } from './ChatPreview';
import { ChatSnippet } from './ChatSnippet';
import { draftOf, patchOf } from './draft';
import { type ChatWidget, useChangeWidget } from './queries';

export function ChatWidgetSettings({ widget }: { widget: ChatWidget }) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const [draft, setDraft] = useState(() => draftOf(widget));
  const change = useChangeWidget(widget.id, () =>
    notifications.show({ color: 'teal', message: t('saved', { name: draft.name }) }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(patchOf(draft));
  };
  return (
    <Grid mt="md" gutter="xl">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <form onSubmit={submit}>
          <Stack gap="sm">
            <ChatFields draft={draft} onChange={(part) => setDraft({ ...draft, ...part })} />
            <Button
              size="xs"
              type="submit"
              loading={change.isPending}
              style={{ alignSelf: 'flex-start' }}
            >
              {t('save')}
            </Button>
          </Stack>
        </form>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        {widget.active && <ChatPreview widget={widget} draft={draft} />}
      </Grid.Col>
      <Grid.Col span={12}>
        <Stack gap="lg">
          <ChatSnippet widget={widget} />
          <ChatIdentity widget={widget} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
