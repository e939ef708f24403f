// Step 3: a test mail goes out and, if forwarding works, comes back; both watched live.
// Invariant: "sent" is said only when the server that took the mail said so.
// Source: ui.md, "send and receive a test mail, watched live", "Honest".
import { Alert, Button, Group, Loader, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { OutboxMail, Setup } from '@shared/api/types';
import { useErrorText } from '@shared/ui/errors';
import { useInWords } from '@shared/wording';
import { sessionQuery } from '@agent/app/queries';
import { LiveProvider } from '@agent/live/LiveProvider';
import classes from './WizardPage.module.css';

interface TestMailStepProps {
  setup: Setup;
  onDone: () => void;
}

export function TestMailStep({ setup, onDone }: TestMailStepProps) {
  const { t } = useTranslation();
  const { data: session } = useQuery(sessionQuery);
  const [to, setTo] = useState(session?.user.email ?? '');
  const send = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/setup/test_mail', { body: { to } })),
  });
  const failure = useErrorText(send.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  return (
    <LiveProvider>
      <Stack gap="md">
        <Text size="sm">{t('wizard.test_text')}</Text>
        {setup.connector?.kind === 'capture' && <Alert color="brand">{t('wizard.captured')}</Alert>}
        {send.error && (
          <Alert color="red" icon={<IconAlertTriangle />} role="alert">
            {failure}
          </Alert>
        )}
        <form onSubmit={submit}>
          <Group align="flex-end" gap="sm">
            <TextInput
              style={{ flex: '1 1 240px' }}
              label={t('wizard.test_to')}
              type="email"
              required
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
            <Button
              type="submit"
              variant={send.data ? 'default' : 'filled'}
              loading={send.isPending}
            >
              {t('wizard.test_send')}
            </Button>
          </Group>
        </form>
        {send.data && <Watch mail={send.data} />}
        <Group justify="flex-end">
          <Button variant={send.data ? 'filled' : 'subtle'} onClick={onDone}>
            {send.data ? t('wizard.go_on') : t('wizard.skip')}
          </Button>
        </Group>
      </Stack>
    </LiveProvider>
  );
}

type WatchState = 'waiting' | 'busy' | 'done' | 'failed';

const watchEveryMs = 2_000;

/** The live connection refreshes these queries; asking now and then covers a socket that a proxy keeps closed. */
function Watch({ mail }: { mail: OutboxMail }) {
  const { t } = useTranslation();
  const inWords = useInWords();
  const path = { id: mail.id };
  const { data = mail } = useQuery({
    queryKey: ['outbox', 'test', mail.id],
    queryFn: () => ok(api.GET('/api/v1/outbox/{id}', { params: { path } })),
    refetchInterval: watchEveryMs,
  });
  const { data: incoming } = useQuery({
    queryKey: ['mail_log', 'incoming', 'test'],
    queryFn: () => ok(api.GET('/api/v1/mail_log/incoming', { params: { query: { limit: 20 } } })),
    refetchInterval: watchEveryMs,
  });
  const back = incoming?.items.find(
    (one) => Date.parse(one.received_at) >= Date.parse(mail.created_at),
  );
  const gone = data.state === 'sent' || data.state === 'uncertain';
  const failed = data.state === 'failed' || data.state === 'suppressed' || data.state === 'bounced';
  return (
    <ul className={classes.watch} aria-live="polite">
      <Line state="done" text={t('wizard.watch_made')} />
      <Line
        state={gone ? 'done' : failed ? 'failed' : 'busy'}
        text={
          failed
            ? `${t('wizard.watch_failed')} ${inWords(data.last_failure_wording, data.last_failure ?? '')}`
            : gone
              ? t('wizard.watch_sent')
              : t('wizard.watch_sending')
        }
      />
      <Line
        state={back ? 'done' : 'waiting'}
        text={back ? t('wizard.watch_back', { from: back.from }) : t('wizard.watch_reply')}
      />
    </ul>
  );
}

function Line({ state, text }: { state: WatchState; text: string }) {
  return (
    <li data-state={state}>
      {state === 'done' && <IconCircleCheck size={18} aria-hidden />}
      {state === 'failed' && <IconCircleX size={18} aria-hidden />}
      {state === 'busy' && <Loader size={16} />}
      {state === 'waiting' && <IconCircle size={18} aria-hidden />}
      {text}
    </li>
  );
}
