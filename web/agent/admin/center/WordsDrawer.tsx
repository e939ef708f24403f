// The text of the relay or of a system email: edited in place, restored with one click.
// Invariant: whoever opens the text of a locked email reads first why it should stay as it is. (F078)
// Source: F060, F077, F078.
import { Alert, Button, Drawer, Group, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { MailWords, WrittenEmail } from '@shared/api/types';
import { type Language } from '@shared/i18n';
import { useSave } from './queries';
import { useRuleWords } from './use_rule_words';
import { WordsEditor } from './WordsEditor';

export function WordsDrawer({ email, onClose }: { email: WrittenEmail; onClose: () => void }) {
  const { t } = useTranslation();
  const names = useRuleWords();
  const isRelay = email.name === 'relay';
  const [words, setWords] = useState(email.words);
  const [changed, setChanged] = useState<Language[]>([]);
  const [language, setLanguage] = useState<Language>('en');
  const patch = (of: Language, to: MailWords | null) => {
    const body = { language: of, words: to };
    return isRelay
      ? ok(api.PATCH('/api/v1/messaging_center/relay', { body }))
      : ok(
          api.PATCH('/api/v1/system_emails/{name}', {
            params: { path: { name: email.name } },
            body,
          }),
        );
  };
  const save = useSave(async () => {
    for (const one of changed) await patch(one, words[one] ?? null);
  }, onClose);
  const restore = useSave(
    (of: Language) => patch(of, null),
    () => {
      setWords((now) => ({ ...now, [language]: undefined }));
      setChanged((now) => now.filter((one) => one !== language));
    },
  );
  const name = isRelay ? t('center.relay.name') : names.emailName(email.name);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={name}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <Stack gap="md">
        {email.locked && !isRelay && (
          <Alert color="orange" icon={<IconAlertTriangle size={18} />}>
            {t('center.words.discouraged')}
          </Alert>
        )}
        <WordsEditor
          kind={isRelay ? 'relay' : 'system'}
          {...(isRelay ? {} : { name: email.name })}
          fields={email.fields}
          words={words}
          standard={email.standard}
          onLanguage={setLanguage}
          onChange={(of, to) => {
            setWords((now) => ({ ...now, [of]: to }));
            setChanged((now) => [...new Set([...now, of])]);
          }}
        />
        <Group justify="space-between">
          <Button
            variant="default"
            disabled={!words[language]}
            loading={restore.isPending}
            onClick={() => restore.mutate(language)}
          >
            {t('center.words.restore')}
          </Button>
          <Button
            disabled={changed.length === 0}
            loading={save.isPending}
            onClick={() => save.mutate(undefined)}
          >
            {t('center.save')}
          </Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
