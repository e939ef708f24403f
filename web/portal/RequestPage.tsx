// One request: what it is about, how it stands, what was said, and the box to answer in.
// Source: ui.md, "Portal: reply; attachments; status in plain words"; product-facts.md 1.6 (closing).
import { Alert, Button, Skeleton, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconArrowLeft, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, ApiError, ok } from '@shared/api/client';
import type { PortalRequest } from '@shared/api/types';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { When } from '@shared/ui/When';
import { Composer } from './Composer';
import { NotHere } from './Frame';
import { MessageList } from './MessageList';
import { PhaseBadge } from './PhaseBadge';
import classes from './portal.module.css';
import { requestQuery } from './queries';
import { useOutgoing } from './use_outgoing';
import { usePresence } from './use_presence';

const route = getRouteApi('/app/requests/$requestId');

export function RequestPage() {
  const { t } = useTranslation();
  const { requestId } = route.useParams();
  const { data: request, error, refetch } = useQuery(requestQuery(requestId));
  if (error instanceof ApiError && (error.status === 404 || error.status === 400))
    return <NotHere />;
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!request) return <Skeleton height={320} radius="md" aria-hidden />;
  return (
    <div className={classes.page}>
      <Link to="/" className={classes.back}>
        <IconArrowLeft size={16} aria-hidden /> {t('portal.back')}
      </Link>
      <RequestHead request={request} />
      <Thread key={request.conversation_id} request={request} />
    </div>
  );
}

function RequestHead({ request }: { request: PortalRequest }) {
  const { t } = useTranslation();
  return (
    <header className={classes.head}>
      <div className={classes.headText}>
        <Title order={1}>{request.title}</Title>
        <Text size="sm" c="dimmed">
          {request.reference}
          {!request.mine && ` · ${request.requester_name}`} · <When at={request.created_at} />
        </Text>
      </div>
      <div className={classes.headTools} role="group" aria-label={t('portal.state_label')}>
        <PhaseBadge phase={request.phase} />
        {request.mine && request.phase !== 'done' && <CloseButton request={request} />}
      </div>
    </header>
  );
}

function CloseButton({ request }: { request: PortalRequest }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const close = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/v1/portal/requests/{id}/close', { params: { path: { id: request.id } } })),
    onSuccess: (closed) => {
      client.setQueryData(requestQuery(request.id).queryKey, closed);
      void client.invalidateQueries({ queryKey: ['requests'] });
    },
    onError: (error) => notice(error),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconCheck size={16} />}
      loading={close.isPending}
      onClick={() => close.mutate()}
    >
      {t('portal.close')}
    </Button>
  );
}

function Thread({ request }: { request: PortalRequest }) {
  const { t } = useTranslation();
  const outgoing = useOutgoing(request.conversation_id);
  usePresence(request.conversation_id);
  return (
    <>
      <MessageList conversationId={request.conversation_id} outgoing={outgoing} />
      {request.phase === 'done' && (
        <Alert color="teal" variant="light" icon={<IconCheck />}>
          {t('portal.done_text')}
        </Alert>
      )}
      <Composer conversationId={request.conversation_id} send={outgoing.send} />
    </>
  );
}
