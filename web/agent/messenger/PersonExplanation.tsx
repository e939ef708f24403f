// "What did Ana get about ticket 12, and why not the rest?": message by message, for one person.
// Invariant: says what the server says, in the reader's language; only messages that the reader may see.
// Source: product.md, "Explain"; api/openapi.yaml, explain_person.
import { Button, Drawer, Skeleton, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '@shared/ui/errors';
import { When } from '@shared/ui/When';
import { explainPersonQuery } from '@agent/app/queries';
import { ExplanationLine } from './ExplainDrawer';
import classes from './ExplainDrawer.module.css';
import type { Asked, PersonExplainDrawerProps } from './PersonExplainDrawer';

export default function PersonExplanationDrawer({
  itemId,
  person,
  onClose,
}: PersonExplainDrawerProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 47.99em)');
  const [shown, setShown] = useState(person);
  if (person && person !== shown) setShown(person);
  return (
    <Drawer
      opened={person !== null}
      onClose={onClose}
      position={narrow ? 'bottom' : 'right'}
      size={narrow ? '85%' : 440}
      title={shown && t('explain.person', { name: shown.name })}
      overlayProps={{ backgroundOpacity: 0.18 }}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      classNames={{ title: classes.title }}
    >
      {shown && <PersonExplanation itemId={itemId} person={shown} />}
    </Drawer>
  );
}

function PersonExplanation({ itemId, person }: { itemId: number; person: Asked }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    explainPersonQuery(itemId, `${person.kind}:${person.id}`),
  );
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="md" aria-hidden />;
  const items = data.pages.flatMap((page) => page.items);
  return (
    <Stack gap="lg">
      {items.length === 0 && <Text size="sm">{t('explain.person_none')}</Text>}
      {items.map(({ message, explanation }) => (
        <section key={message.id} className={classes.personEntry} data-told={explanation.told}>
          <Text size="xs" c="dimmed">
            {message.author.name} · <When at={message.created_at} /> ·{' '}
            {t(`visibility.${message.visibility}`)}
          </Text>
          <Text size="sm" fw={550} lineClamp={2}>
            {message.snippet}
          </Text>
          <ExplanationLine entry={explanation} />
        </section>
      ))}
      {hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('explain.older')}
        </Button>
      )}
    </Stack>
  );
}
