// An item's tags and the time spent on it, in its column of properties.
// Source: product.md, "item"; F054, F066.
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Stack,
  TagsInput,
  Text,
  TextInput,
  Title,
  Tooltip,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconCheck, IconClock, IconCurrencyEuro } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { TimesheetEntry } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { When } from '@shared/ui/When';
import { meQuery } from '@agent/app/queries';
import { durationWords, parseDuration } from './duration';
import { FieldValues } from './FieldValues';
import { useApprove } from './use_approve';
import classes from './WorkDetails.module.css';

export default function WorkDetails({ itemId }: { itemId: number }) {
  return (
    <>
      <FieldValues itemId={itemId} />
      <Tags itemId={itemId} />
      <TimeSpent itemId={itemId} />
    </>
  );
}

const tagsMost = 50;
const tagLength = 50;

function Tags({ itemId }: { itemId: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const key = ['item_tags', itemId];
  const path = { id: itemId };
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => ok(api.GET('/api/v1/items/{id}/tags', { params: { path } })),
  });
  const change = useMutation({
    mutationFn: (tags: string[]) =>
      ok(api.PUT('/api/v1/items/{id}/tags', { params: { path }, body: { tags } })),
    onMutate: (tags) => client.setQueryData(key, { items: tags }),
    onSuccess: (tags) => client.setQueryData(key, tags),
    onError: (error) => {
      notice(error);
      void client.invalidateQueries({ queryKey: key });
    },
  });
  if (!data) return null;
  return (
    <TagsInput
      size="xs"
      label={t('work.tags')}
      placeholder={data.items.length === 0 ? t('work.tags_add') : undefined}
      maxTags={tagsMost}
      splitChars={[',', ';']}
      acceptValueOnBlur
      value={data.items}
      onChange={(tags) => change.mutate(tags.map((tag) => tag.trim().slice(0, tagLength)))}
    />
  );
}

function TimeSpent({ itemId }: { itemId: number }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['timesheet', itemId],
    queryFn: () =>
      ok(api.GET('/api/v1/items/{id}/timesheet', { params: { path: { id: itemId } } })),
  });
  const [booking, setBooking] = useState(false);
  if (!data) return null;
  const total = data.items.reduce((sum, { minutes }) => sum + minutes, 0);
  return (
    <Stack gap={8}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={3}>{t('work.time')}</Title>
        {!booking && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconClock size={14} />}
            onClick={() => setBooking(true)}
          >
            {t('work.book')}
          </Button>
        )}
      </Group>
      {booking && <BookTime itemId={itemId} onDone={() => setBooking(false)} />}
      {data.items.length === 0 ? (
        <Text size="xs" c="dimmed">
          {t('work.none')}
        </Text>
      ) : (
        <>
          <ul className={classes.entries}>
            {data.items.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
          <Text size="xs" fw={600}>
            {t('work.total', { time: durationWords(t, total) })}
          </Text>
        </>
      )}
    </Stack>
  );
}

function Entry({ entry }: { entry: TimesheetEntry }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const approve = useApprove();
  const leads = me !== undefined && me.role !== 'member';
  return (
    <li>
      <div className={classes.words}>
        <Text size="sm" truncate>
          {`${entry.user.name} · ${durationWords(t, entry.minutes)}`}
          {entry.billable && (
            <Tooltip label={t('work.billable')}>
              <IconCurrencyEuro
                size={13}
                aria-label={t('work.billable')}
                className={classes.mark}
              />
            </Tooltip>
          )}
        </Text>
        <Text size="xs" c="dimmed" truncate title={entry.note}>
          <When at={entry.worked_at} />
          {entry.note && ` · ${entry.note}`}
        </Text>
      </div>
      {entry.approved ? (
        <Tooltip label={t('work.approved')}>
          <IconCheck size={15} color="teal" aria-label={t('work.approved')} />
        </Tooltip>
      ) : (
        leads && (
          <Tooltip label={t('work.sheets.approve', { name: entry.user.name, item: '' })}>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={t('work.sheets.approve', { name: entry.user.name, item: '' })}
              onClick={() => approve.mutate({ id: entry.id, approved: true })}
            >
              <IconCheck size={15} />
            </ActionIcon>
          </Tooltip>
        )
      )}
    </li>
  );
}

function BookTime({ itemId, onDone }: { itemId: number; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const [billable, setBillable] = useState(false);
  const [tried, setTried] = useState(false);
  const minutes = parseDuration(text);
  const book = useMutation({
    mutationFn: (body: { minutes: number; note: string; billable: boolean }) =>
      ok(api.POST('/api/v1/items/{id}/timesheet', { params: { path: { id: itemId } }, body })),
    onSuccess: onDone,
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['timesheet', itemId] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (minutes !== null) book.mutate({ minutes, note, billable });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={8}>
        <TextInput
          size="xs"
          autoFocus
          label={t('work.duration')}
          placeholder={t('work.duration_hint')}
          error={tried && minutes === null && t('work.duration_bad')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          label={t('work.note')}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <Checkbox
            size="xs"
            label={t('work.billable')}
            checked={billable}
            onChange={(event) => setBillable(event.currentTarget.checked)}
          />
          <Button size="compact-sm" type="submit" loading={book.isPending}>
            {t('work.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
