// My requests: newest first, what is unread marked, found again by words.
// Source: ui.md, "Portal: my requests"; SEC-11 (an organization's requests only where it shares them).
import {
  Button,
  Center,
  CloseButton,
  SegmentedControl,
  Skeleton,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { IconMessages, IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PortalRequest } from '@shared/api/types';
import { Empty } from '@shared/ui/Empty';
import { Failure } from '@shared/ui/errors';
import { When } from '@shared/ui/When';
import { PhaseBadge } from './PhaseBadge';
import classes from './portal.module.css';
import { type RequestState, requestsQuery, sessionQuery, type Whose } from './queries';
import type { RequestsSearch } from './search_params';

const route = getRouteApi('/app/');
const states: RequestState[] = ['open', 'closed', 'all'];

export function RequestsPage() {
  const { t } = useTranslation();
  const { state = 'open', whose = 'mine', q = '' } = route.useSearch();
  const query = useInfiniteQuery(requestsQuery(state, whose, q));
  const requests = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={classes.page}>
      <Title order={1}>{whose === 'mine' ? t('portal.mine') : t('portal.ours')}</Title>
      <Toolbar state={state} whose={whose} q={q} />
      {query.error && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton height={220} radius="md" aria-hidden />
      ) : requests.length === 0 ? (
        <Nothing filtered={q !== '' || state !== 'open'} />
      ) : (
        <ul className={classes.list}>
          {requests.map((request) => (
            <RequestRow key={request.id} request={request} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Center>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('actions.more')}
          </Button>
        </Center>
      )}
    </div>
  );
}

function Toolbar({ state, whose, q }: Required<RequestsSearch>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  const [text, setText] = useState(q);
  const [wanted] = useDebouncedValue(text.trim(), 350);
  useEffect(() => {
    void navigate({
      to: '/',
      search: (old) => ({ ...old, q: wanted || undefined }),
      replace: true,
    });
  }, [navigate, wanted]);
  return (
    <div className={classes.toolbar}>
      <TextInput
        className={classes.search}
        aria-label={t('portal.search')}
        placeholder={t('portal.search')}
        leftSection={<IconSearch size={16} />}
        rightSection={
          text && (
            <CloseButton size="sm" aria-label={t('actions.clear')} onClick={() => setText('')} />
          )
        }
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <SegmentedControl
        aria-label={t('portal.state_label')}
        value={state}
        data={states.map((value) => ({ value, label: t(`portal.state.${value}`) }))}
        onChange={(value) =>
          void navigate({
            to: '/',
            search: (old) => ({ ...old, state: states.find((one) => one === value) }),
          })
        }
      />
      {session?.customer.organization && (
        <SegmentedControl
          aria-label={t('portal.whose_label')}
          value={whose}
          data={[
            { value: 'mine' satisfies Whose, label: t('portal.whose_mine') },
            { value: 'organization' satisfies Whose, label: session.customer.organization },
          ]}
          onChange={(value) =>
            void navigate({
              to: '/',
              search: (old) => ({
                ...old,
                whose: value === 'organization' ? 'organization' : undefined,
              }),
            })
          }
        />
      )}
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  if (filtered)
    return (
      <Empty icon={IconSearch} title={t('portal.none_found')} text={t('portal.none_found_text')} />
    );
  return (
    <Empty
      icon={IconMessages}
      title={t('portal.none_title')}
      text={t('portal.none_text')}
      action={
        <Button
          mt="sm"
          renderRoot={(props) => <Link to="/new" {...props} />}
          leftSection={<IconPlus size={16} />}
        >
          {t('portal.new')}
        </Button>
      }
    />
  );
}

function RequestRow({ request }: { request: PortalRequest }) {
  const { t } = useTranslation();
  const { unread_count: unread } = request;
  return (
    <li>
      <Link
        to="/requests/$requestId"
        params={{ requestId: request.id }}
        className={classes.row}
        data-unread={unread > 0}
      >
        <span className={classes.rowMain}>
          <span className={classes.rowTitle}>
            {request.title}
            {unread > 0 && (
              <span className={classes.unread}>{t('portal.unread', { count: unread })}</span>
            )}
          </span>
          <Text span size="sm" c="dimmed">
            {request.reference}
            {!request.mine && ` · ${request.requester_name}`} ·{' '}
            <When at={request.last_message_at} />
          </Text>
        </span>
        <PhaseBadge phase={request.phase} />
      </Link>
    </li>
  );
}
