// Retry templates: when mail that failed for now is tried again, and how often.
// Invariant: what is typed is saved only when it can be understood as delays.
// Source: F148-F150, F170, F179, F180.
import '@mantine/core/styles/NumberInput.css';
import { Badge, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { RetryTemplate } from '@shared/api/types';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { Card } from '@shared/ui/Page';
import { delayText, parseDelays } from './delays';
import { retryTemplatesQuery } from './queries';

export function RetryTemplates() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(retryTemplatesQuery);
  const [open, setOpen] = useState<number | 'new' | null>(null);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Card title={t('sending.retry.title')} text={t('sending.retry.text')}>
      <Stack gap="sm" data-testid="retry-templates">
        {data?.items.map((each) =>
          open === each.id ? (
            <TemplateForm key={each.id} template={each} onDone={() => setOpen(null)} />
          ) : (
            <TemplateRow key={each.id} template={each} onChange={() => setOpen(each.id)} />
          ),
        )}
        {open === 'new' ? (
          <TemplateForm onDone={() => setOpen(null)} />
        ) : (
          <Button
            size="xs"
            variant="default"
            style={{ alignSelf: 'flex-start' }}
            onClick={() => setOpen('new')}
          >
            {t('sending.retry.add')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

function useDelayWords(): (delays: number[]) => string {
  const { t } = useTranslation();
  const units = {
    s: t('sending.unit.s'),
    min: t('sending.unit.min'),
    h: t('sending.unit.h'),
    d: t('sending.unit.d'),
  };
  return (delays) => delays.map((delay) => delayText(delay, units)).join(', ');
}

function TemplateRow({ template, onChange }: { template: RetryTemplate; onChange: () => void }) {
  const { t } = useTranslation();
  const words = useDelayWords();
  const notice = useErrorNotice();
  const client = useQueryClient();
  const path = { id: template.id };
  const refresh = {
    onError: (error: unknown) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: retryTemplatesQuery.queryKey }),
  };
  const remove = useMutation({
    mutationFn: () => ok(api.DELETE('/api/v1/retry_templates/{id}', { params: { path } })),
    ...refresh,
  });
  const makeDefault = useMutation({
    mutationFn: () =>
      ok(
        api.PATCH('/api/v1/retry_templates/{id}', { params: { path }, body: { is_default: true } }),
      ),
    ...refresh,
  });
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <div>
        <Group gap={8}>
          <Text fw={600}>{template.name}</Text>
          {template.is_default && <Badge>{t('connectors.default')}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {t('sending.retry.summary', {
            delays: words(template.delays_seconds),
            count: template.attempts_max,
          })}
        </Text>
      </div>
      <Group gap={6}>
        {!template.is_default && (
          <>
            <Button size="compact-xs" variant="default" onClick={() => makeDefault.mutate()}>
              {t('sending.retry.make_default')}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => remove.mutate()}>
              {t('sending.retry.remove')}
            </Button>
          </>
        )}
        <Button size="compact-xs" variant="default" onClick={onChange}>
          {t('sending.change')}
        </Button>
      </Group>
    </Group>
  );
}

const secondsPerHour = 3_600;

function TemplateForm({ template, onDone }: { template?: RetryTemplate; onDone: () => void }) {
  const { t } = useTranslation();
  const words = useDelayWords();
  const notice = useErrorNotice();
  const client = useQueryClient();
  const [name, setName] = useState(template?.name ?? '');
  const [delays, setDelays] = useState(words(template?.delays_seconds ?? [300, 900, 3_600]));
  const [most, setMost] = useState(template?.attempts_max ?? 4);
  const [hours, setHours] = useState((template?.age_seconds_max ?? 0) / secondsPerHour);
  const parsed = parseDelays(delays);
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name,
        delays_seconds: parsed ?? [],
        attempts_max: most,
        age_seconds_max: Math.round(hours * secondsPerHour),
      };
      return template
        ? ok(
            api.PATCH('/api/v1/retry_templates/{id}', {
              params: { path: { id: template.id } },
              body,
            }),
          )
        : ok(api.POST('/api/v1/retry_templates', { body }));
    },
    onSuccess: onDone,
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: retryTemplatesQuery.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (parsed) save.mutate();
  };
  return (
    <form onSubmit={submit} data-testid="retry-form">
      <Stack gap="sm">
        <Group grow align="flex-start">
          <TextInput
            size="xs"
            required
            label={t('connectors.field.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NumberInput
            size="xs"
            label={t('sending.retry.most')}
            min={1}
            max={200}
            value={most}
            onChange={(value) => setMost(Number(value) || 1)}
          />
          <NumberInput
            size="xs"
            label={t('sending.retry.hours')}
            description={t('sending.retry.hours_text')}
            min={0}
            max={720}
            value={hours}
            onChange={(value) => setHours(Number(value))}
          />
        </Group>
        <TextInput
          size="xs"
          required
          label={t('sending.retry.delays')}
          description={t('sending.retry.delays_text')}
          value={delays}
          error={parsed ? undefined : t('sending.retry.delays_wrong')}
          onChange={(event) => setDelays(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button size="xs" type="submit" loading={save.isPending} disabled={!parsed}>
            {t('sending.save')}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {t('sending.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
