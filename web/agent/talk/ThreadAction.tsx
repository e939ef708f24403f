// The form of one entry of the thread's menu, in place below the header.
// Invariant: what cannot be undone says so and asks once; customers are put together only when that is meant.
// Source: product-facts 1.2; F181.
import { Checkbox, CloseButton, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Item } from '@shared/api/types';
import { Bar } from './Bar';
import { ItemPicker } from './ItemPicker';
import { PeoplePicker } from './PeoplePicker';
import { SplitForm } from './SplitForm';
import type { ThreadActionKind } from './ThreadMenu';
import { peopleOf, useAddPeople, useLink, useMakeItem, useMerge, useRename } from './use_talk';
import classes from './Talk.module.css';

interface ThreadActionProps {
  kind: ThreadActionKind;
  conversation: Conversation;
  onClose: () => void;
}

export default function ThreadAction({ kind, conversation, onClose }: ThreadActionProps) {
  const { t } = useTranslation();
  const { item } = conversation;
  return (
    <section className={classes.action} aria-label={t(`talk.heading.${kind}`)}>
      <div className={classes.actionHead}>
        <Text fw={650} size="sm">
          {t(`talk.heading.${kind}`)}
        </Text>
        <CloseButton aria-label={t('actions.close')} onClick={onClose} />
      </div>
      {kind === 'link' && <LinkForm conversation={conversation} onClose={onClose} />}
      {(kind === 'ticket' || kind === 'task') && (
        <MakeForm type={kind} conversation={conversation} onClose={onClose} />
      )}
      {kind === 'rename' && <RenameForm conversation={conversation} onClose={onClose} />}
      {kind === 'people' && <PeopleForm conversation={conversation} onClose={onClose} />}
      {kind === 'split' && item && <SplitForm itemId={item.id} />}
      {kind === 'merge' && item && <MergeForm conversation={conversation} itemId={item.id} />}
    </section>
  );
}

type FormProps = Omit<ThreadActionProps, 'kind'>;

function LinkForm({ conversation, onClose }: FormProps) {
  const { t } = useTranslation();
  const [item, setItem] = useState<Item | null>(null);
  const [share, setShare] = useState(false);
  const link = useLink(conversation.id, onClose);
  const { customer } = conversation;
  const differs = Boolean(customer && item?.requester && item.requester.id !== customer.id);
  return (
    <Bar
      label={t('talk.link_submit')}
      ready={item !== null && (!differs || share)}
      busy={link.isPending}
      onSubmit={() => {
        if (item) link.mutate({ item_id: item.id, share_between_customers: share });
      }}
    >
      <Text size="xs" c="dimmed">
        {conversation.kind === 'direct' ? t('talk.link_direct_text') : t('talk.link_text')}
      </Text>
      <ItemPicker value={item} onChange={setItem} />
      {differs && <ShareBox checked={share} onChange={setShare} />}
    </Bar>
  );
}

function ShareBox({ checked, onChange }: { checked: boolean; onChange: (on: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Checkbox
      color="orange"
      label={t('talk.share')}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

function MakeForm({ type, conversation, onClose }: FormProps & { type: 'ticket' | 'task' }) {
  const { t } = useTranslation();
  const { last_message: last, last_seq: seq } = conversation;
  const [title, setTitle] = useState(seq === 1 ? (last?.snippet.slice(0, 120) ?? '') : '');
  const make = useMakeItem(conversation.id, onClose);
  return (
    <Bar
      label={t(`talk.make_${type}`)}
      ready
      busy={make.isPending}
      onSubmit={() => make.mutate({ type, title: title.trim() })}
    >
      <TextInput
        autoFocus
        label={t('talk.item_title')}
        description={t('talk.item_title_text')}
        maxLength={500}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
    </Bar>
  );
}

function RenameForm({ conversation, onClose }: FormProps) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(conversation.name);
  const rename = useRename(conversation.id, onClose);
  return (
    <Bar
      label={t('talk.rename')}
      ready
      busy={rename.isPending}
      onSubmit={() => rename.mutate(title.trim())}
    >
      <TextInput
        autoFocus
        label={t('talk.title')}
        description={t('talk.title_text')}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
    </Bar>
  );
}

function PeopleForm({ conversation, onClose }: FormProps) {
  const { t } = useTranslation();
  const [people, setPeople] = useState<string[]>([]);
  const add = useAddPeople(conversation.id, onClose);
  return (
    <Bar
      label={t('talk.add_people')}
      ready={people.length > 0}
      busy={add.isPending}
      onSubmit={() => add.mutate(peopleOf(people))}
    >
      <Text size="xs" c="dimmed">
        {t('talk.add_people_text')}
      </Text>
      <PeoplePicker
        value={people}
        onChange={setPeople}
        without={(conversation.participants ?? []).map(({ id }) => id)}
      />
    </Bar>
  );
}

function MergeForm({ conversation, itemId }: { conversation: Conversation; itemId: number }) {
  const { t } = useTranslation();
  const [into, setInto] = useState<Item | null>(null);
  const [share, setShare] = useState(false);
  const merge = useMerge(itemId);
  const { customer } = conversation;
  const differs = Boolean(customer && into?.requester && into.requester.id !== customer.id);
  return (
    <Bar
      label={t('talk.merge_submit')}
      color="red.9"
      ready={into !== null && (!differs || share)}
      busy={merge.isPending}
      onSubmit={() => {
        if (into) merge.mutate({ into_id: into.id, share_between_customers: share });
      }}
    >
      <Text size="xs" c="dimmed">
        {t('talk.merge_text')}
      </Text>
      <ItemPicker value={into} onChange={setInto} without={itemId} />
      {differs && <ShareBox checked={share} onChange={setShare} />}
      {into && (
        <Text size="sm" fw={600}>
          {t('talk.merge_warning', {
            from: conversation.item?.reference ?? '',
            to: into.reference,
          })}
        </Text>
      )}
    </Bar>
  );
}
