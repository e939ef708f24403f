// A new request: which kind, if there are several, then the form that the administrator made for it.
// Invariant: what was filled in is kept when the server says no; sending twice begins one request only (CHAT-1).
// Source: ui.md, "Portal"; issue point 7, "form per item type".
import { Button, Select, Skeleton, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconArrowLeft, IconSend2 } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { PortalField, PortalForm } from '@shared/api/types';
import { Failure } from '@shared/ui/errors';
import { UploadList } from '@shared/ui/UploadList';
import { newClientId } from './client_id';
import { AttachButton, fileDoors, useOwnUploads } from './Composer';
import classes from './portal.module.css';
import { formsQuery, requestQuery } from './queries';

export function NewRequestPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(formsQuery);
  const [type, setType] = useState<PortalForm['type'] | null>(null);
  const nameOf = useFormName();
  const forms = data?.items ?? [];
  const form = forms.find((one) => one.type === type) ?? forms[0];
  return (
    <div className={classes.page}>
      <Link to="/" className={classes.back}>
        <IconArrowLeft size={16} aria-hidden /> {t('portal.back')}
      </Link>
      <Title order={1}>{t('portal.new')}</Title>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={320} radius="md" aria-hidden />}
      {data && !form && <Text>{t('portal.no_forms')}</Text>}
      {forms.length > 1 && form && (
        <Select
          label={t('portal.kind')}
          value={form.type}
          data={forms.map((one) => ({ value: one.type, label: nameOf(one) }))}
          onChange={(value) => setType(forms.find((one) => one.type === value)?.type ?? null)}
        />
      )}
      {form && <RequestForm key={form.type} form={form} />}
    </div>
  );
}

function useFormName(): (form: PortalForm) => string {
  const { t } = useTranslation();
  return (form) => form.title || t(`portal.form.${form.type}`);
}

function useBegin(form: PortalForm) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [clientId] = useState(newClientId);
  return useMutation({
    mutationFn: (filled: {
      title: string;
      text: string;
      answers: Record<string, string>;
      attachment_ids: number[];
    }) =>
      ok(
        api.POST('/api/v1/portal/requests', {
          body: { ...filled, type: form.type, client_id: clientId },
        }),
      ),
    onSuccess: async (request) => {
      client.setQueryData(requestQuery(request.id).queryKey, request);
      void client.invalidateQueries({ queryKey: ['requests'] });
      await navigate({ to: '/requests/$requestId', params: { requestId: request.id } });
    },
  });
}

function RequestForm({ form }: { form: PortalForm }) {
  const { t } = useTranslation();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const uploads = useOwnUploads();
  const begin = useBegin(form);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate({
      title: title.trim(),
      text: text.trim(),
      answers,
      attachment_ids: uploads.done.map(({ id }) => id),
    });
  };
  return (
    <form onSubmit={submit} className={classes.form} {...fileDoors(uploads)}>
      <Stack gap="md">
        {form.introduction && <Text className={classes.plain}>{form.introduction}</Text>}
        <TextInput
          label={t('portal.title')}
          required
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          label={t('portal.text')}
          required
          autosize
          minRows={5}
          maxRows={18}
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {form.fields.map((field) => (
          <Field
            key={field.label}
            field={field}
            value={answers[field.label] ?? ''}
            onChange={(value) => setAnswers((all) => ({ ...all, [field.label]: value }))}
          />
        ))}
        <UploadList uploads={uploads} />
        {begin.error && <Failure error={begin.error} />}
        <div className={classes.composerTools}>
          <AttachButton uploads={uploads} />
          <Button
            type="submit"
            leftSection={<IconSend2 size={16} />}
            loading={begin.isPending}
            disabled={uploads.busy}
          >
            {t('portal.send_request')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

interface FieldProps {
  field: PortalField;
  value: string;
  onChange: (value: string) => void;
}

function Field({ field, value, onChange }: FieldProps) {
  const { label, required } = field;
  if (field.kind === 'choice')
    return (
      <Select
        label={label}
        required={required}
        allowDeselect={!required}
        data={field.choices}
        value={value || null}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    );
  const shared = { label, required, maxLength: 5000, value };
  return field.kind === 'long_text' ? (
    <Textarea
      {...shared}
      autosize
      minRows={3}
      maxRows={10}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  ) : (
    <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}
