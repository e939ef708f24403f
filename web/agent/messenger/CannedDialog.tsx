// Where canned replies are written, changed and removed.
// Invariant: members see the shared ones and cannot change them; removing offers undo instead of a question.
// Source: issue 4 point 4; ui.md, "destructive actions offer undo".
import {
  ActionIcon,
  Badge,
  Button,
  Group,
  Modal,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { CannedReply } from '@shared/api/types';
import { useErrorNotice, useErrorText } from '@shared/ui/errors';
import { cannedRepliesQuery, meQuery } from '@agent/app/queries';
import classes from './CannedReplies.module.css';

const mergeFields = [
  'customer.name',
  'customer.first_name',
  'item.number',
  'item.title',
  'user.name',
  'user.first_name',
] as const;

interface Writing {
  id: number | null;
  title: string;
  text: string;
  shared: boolean;
}

const textToHtml = (text: string) =>
  text
    .split(/\n{2,}/)
    .map((part) => {
      const holder = document.createElement('p');
      part.split('\n').forEach((line, index) => {
        if (index > 0) holder.append(document.createElement('br'));
        holder.append(line);
      });
      return holder.outerHTML;
    })
    .join('');

export default function CannedDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState<Writing | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('canned.title')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      {writing ? (
        <Form writing={writing} onDone={() => setWriting(null)} />
      ) : (
        <List
          edit={(reply) => setWriting({ ...reply, text: reply.text })}
          add={() => setWriting({ id: null, title: '', text: '', shared: false })}
        />
      )}
    </Modal>
  );
}

interface ListProps {
  edit: (reply: CannedReply) => void;
  add: () => void;
}

function List({ edit, add }: ListProps) {
  const { t } = useTranslation();
  const { data } = useQuery(cannedRepliesQuery);
  const remove = useRemove();
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {t('canned.explain')}
      </Text>
      {(data?.items ?? []).map((reply) => (
        <div key={reply.id} className={classes.row}>
          <div>
            <Text size="sm" fw={600}>
              {reply.title} {reply.shared && <Badge size="xs">{t('canned.shared')}</Badge>}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {reply.text}
            </Text>
          </div>
          {reply.may_change && (
            <>
              <ActionIcon
                variant="subtle"
                aria-label={t('canned.edit', { title: reply.title })}
                onClick={() => edit(reply)}
              >
                <IconPencil size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={t('canned.remove', { title: reply.title })}
                onClick={() => remove(reply)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </>
          )}
        </div>
      ))}
      <Button mt="md" leftSection={<IconPlus size={16} />} onClick={add}>
        {t('canned.add')}
      </Button>
    </>
  );
}

function Form({ writing, onDone }: { writing: Writing; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const [now, setNow] = useState(writing);
  const area = useRef<HTMLTextAreaElement>(null);
  const save = useMutation({
    mutationFn: () => {
      const body = {
        title: now.title.trim(),
        html: textToHtml(now.text.trim()),
        shared: now.shared,
      };
      return now.id === null
        ? ok(api.POST('/api/v1/canned_replies', { body }))
        : ok(api.PATCH('/api/v1/canned_replies/{id}', { params: { path: { id: now.id } }, body }));
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: cannedRepliesQuery.queryKey });
      onDone();
    },
  });
  const error = useErrorText(save.error);
  const insert = (field: string) => {
    const at = area.current?.selectionStart ?? now.text.length;
    setNow({ ...now, text: `${now.text.slice(0, at)}{{${field}}}${now.text.slice(at)}` });
    area.current?.focus();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextInput
        label={t('canned.name')}
        required
        maxLength={120}
        data-autofocus
        value={now.title}
        onChange={(event) => setNow({ ...now, title: event.currentTarget.value })}
      />
      <Textarea
        ref={area}
        mt="sm"
        label={t('canned.text')}
        required
        autosize
        minRows={5}
        maxRows={14}
        value={now.text}
        onChange={(event) => setNow({ ...now, text: event.currentTarget.value })}
      />
      <div className={classes.fields}>
        {mergeFields.map((field) => (
          <Button key={field} size="compact-xs" variant="default" onClick={() => insert(field)}>
            {t(`canned.field.${field.replace('.', '_') as 'customer_name'}`)}
          </Button>
        ))}
      </div>
      {me?.role !== 'member' && (
        <Switch
          mt="md"
          label={t('canned.share')}
          checked={now.shared}
          onChange={(event) => setNow({ ...now, shared: event.currentTarget.checked })}
        />
      )}
      {save.error && (
        <Text role="alert" size="sm" c="red" mt="sm">
          {error}
        </Text>
      )}
      <Group mt="md">
        <Button type="submit" loading={save.isPending}>
          {t('canned.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('actions.back')}
        </Button>
      </Group>
    </form>
  );
}

/** Gone at once; the notice brings it back as a new one with the same words. */
function useRemove(): (reply: CannedReply) => void {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const refresh = () => client.invalidateQueries({ queryKey: cannedRepliesQuery.queryKey });
  const bringBack = ({ title, html, shared }: CannedReply) => {
    ok(api.POST('/api/v1/canned_replies', { body: { title, html, shared } }))
      .then(refresh)
      .catch(notice);
  };
  return (reply) => {
    ok(api.DELETE('/api/v1/canned_replies/{id}', { params: { path: { id: reply.id } } }))
      .then(() => {
        void refresh();
        const id = `canned-${reply.id}`;
        notifications.show({
          id,
          message: (
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm">{t('canned.removed', { title: reply.title })}</Text>
              <Button
                size="compact-xs"
                variant="light"
                onClick={() => {
                  notifications.hide(id);
                  bringBack(reply);
                }}
              >
                {t('undo.button')}
              </Button>
            </Group>
          ),
        });
      })
      .catch(notice);
  };
}
