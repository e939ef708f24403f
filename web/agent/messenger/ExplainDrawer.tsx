// "Why did I (not) get this?": for every person concerned, told or not, how, by which rule, when; in words.
// Invariant: says what the server says, as `postroom explain` prints it, in the reader's language.
// Source: product.md, "Explain"; issue point 8.
import { Badge, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExplanationEntry, Message, Wording } from '@shared/api/types';
import { Failure } from '@shared/ui/errors';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { useNow, When } from '@shared/ui/When';
import { useInWords } from '@shared/wording';
import { explainQuery } from '@agent/app/queries';
import { readable, withoutName } from './explain_words';
import { personKey } from './message_cache';
import classes from './ExplainDrawer.module.css';

interface ExplainDrawerProps {
  message: Message | null;
  onClose: () => void;
}

export default function ExplainDrawer({ message, onClose }: ExplainDrawerProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 47.99em)');
  const [shown, setShown] = useState(message);
  if (message && message !== shown) setShown(message);
  return (
    <Drawer
      opened={message !== null}
      onClose={onClose}
      position={narrow ? 'bottom' : 'right'}
      size={narrow ? '85%' : 440}
      title={t('explain.title')}
      overlayProps={{ backgroundOpacity: 0.18 }}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      classNames={{ title: classes.title }}
    >
      {shown && <Explanation messageId={shown.id} />}
    </Drawer>
  );
}

export function Explanation({ messageId }: { messageId: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(explainQuery(messageId));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="md" aria-hidden />;
  const told = data.items.filter((entry) => entry.told);
  const not = data.items.filter((entry) => !entry.told);
  return (
    <Stack gap="lg">
      {data.posted_at && (
        <Text size="sm" c="dimmed">
          {t('explain.posted')} <When at={data.posted_at} />
        </Text>
      )}
      <Group gap={6}>
        <Badge color="teal">{t('explain.told', { count: told.length })}</Badge>
        <Badge color="gray">{t('explain.not_told', { count: not.length })}</Badge>
      </Group>
      {data.items.length === 0 && <Text size="sm">{t('explain.nobody')}</Text>}
      {[...told, ...not].map((entry) => (
        <Entry key={personKey(entry.person)} entry={entry} />
      ))}
    </Stack>
  );
}

function Entry({ entry }: { entry: ExplanationEntry }) {
  return (
    <section className={classes.entry} data-told={entry.told}>
      <PersonAvatar person={entry.person} size={34} />
      <div className={classes.body}>
        <ExplanationLine entry={entry} named />
      </div>
    </section>
  );
}

/** What became of one message for one person: the state, the sentence, the rule, the steps. */
export function ExplanationLine({
  entry,
  named = false,
}: {
  entry: ExplanationEntry;
  named?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const inWords = useInWords();
  const words = (wording: Wording | null, english: string) =>
    readable(inWords(wording, english), i18n.language, now);
  return (
    <>
      <Group gap={8} justify="space-between" wrap="nowrap">
        {named && (
          <Text fw={650} size="sm" truncate>
            {entry.person.name}
          </Text>
        )}
        <Badge size="sm" color={entry.told ? 'teal' : 'gray'}>
          {t(`explain.state.${entry.state}`)}
        </Badge>
      </Group>
      {entry.sentence_wording?.code !== 'not_told' && (
        <Text size="sm">
          {words(entry.sentence_wording, withoutName(entry.sentence, entry.person.name))}
        </Text>
      )}
      {(entry.sentence_wording || !entry.sentence.includes(entry.rule_text)) && (
        <Text size="xs" c="dimmed">
          {inWords(entry.rule_wording, entry.rule_text)}
        </Text>
      )}
      {entry.steps.length > 0 && (
        <details className={classes.details}>
          <summary>{t('explain.steps')}</summary>
          <ol className={classes.steps}>
            {entry.steps.map((step, index) => (
              <li key={index}>
                {words(step.wording, step.text)}
                {step.at && (
                  <span className={classes.at}>
                    <When at={step.at} form="clock" />
                  </span>
                )}
                {step.reply && <q className={classes.reply}>{step.reply}</q>}
              </li>
            ))}
          </ol>
          <Text size="xs" c="dimmed" mt={4}>
            {t('explain.rule')} <code className={classes.rule}>{entry.rule}</code>
          </Text>
        </details>
      )}
    </>
  );
}
