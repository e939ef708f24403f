// Home: the list, the conversation, the item; side by side, or one at a time on a telephone.
// Invariant: at any width the conversation keeps at least 360 px; the right column folds away first.
// Source: ui.md, "Messenger".
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useParams, useSearch } from '@tanstack/react-router';
import { IconMessages } from '@tabler/icons-react';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '@shared/ui/Empty';
import { ConversationList } from './ConversationList';
import { ThreadSkeleton } from './ThreadSkeleton';
import classes from './MessengerPage.module.css';

// The list is shown first; what shows a conversation follows at once, before anybody has chosen one.
const loadThread = () => import('./Thread');
const loadItemColumn = () => import('./ItemColumn');
const Thread = lazy(() => loadThread().then((loaded) => ({ default: loaded.Thread })));
const ItemColumn = lazy(() => loadItemColumn().then((loaded) => ({ default: loaded.ItemColumn })));

export function MessengerPage() {
  const { t } = useTranslation();
  const { conversationId } = useParams({ strict: false });
  const { at } = useSearch({ from: '/app/messenger' });
  const [wanted, setWanted] = useLocalStorage({
    key: 'postroom.details',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const wide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  useEffect(() => {
    void loadThread();
    void loadItemColumn();
  }, []);
  const details = wanted && Boolean(wide) && conversationId !== undefined;
  return (
    <div className={classes.panes} data-open={conversationId !== undefined} data-details={details}>
      <div className={classes.list}>
        <ConversationList selectedId={conversationId} />
      </div>
      <div className={classes.thread}>
        {conversationId === undefined ? (
          <Empty
            icon={IconMessages}
            title={t('messenger.none_open_title')}
            text={t('messenger.none_open_text')}
          />
        ) : (
          <Suspense fallback={<ThreadSkeleton />}>
            <Thread
              key={`${conversationId} ${at ?? ''}`}
              conversationId={conversationId}
              at={at}
              detailsShown={details}
              onToggleDetails={wide ? () => setWanted(!wanted) : undefined}
              back="messenger"
            />
          </Suspense>
        )}
      </div>
      {details && (
        <aside className={classes.details} aria-label={t('item.details')}>
          <Suspense fallback={null}>
            <ItemColumn conversationId={conversationId} />
          </Suspense>
        </aside>
      )}
    </div>
  );
}
