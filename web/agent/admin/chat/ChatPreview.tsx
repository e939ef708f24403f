// The widget's own frame, showing the draft; it asks and sends nothing here.
import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from './draft';
import type { ChatWidget } from './queries';
import classes from './ChatPreview.module.css';

export function ChatPreview({ widget, draft }: { widget: ChatWidget; draft: Draft }) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const [online, setOnline] = useState(true);
  const frame = useRef<HTMLIFrameElement>(null);
  const show = useCallback(() => {
    const settings = { ...draft, online };
    frame.current?.contentWindow?.postMessage({ postroom: 'preview', settings }, location.origin);
  }, [draft, online]);
  useEffect(() => {
    show();
    const answer = (event: MessageEvent) => {
      if (event.source === frame.current?.contentWindow) show();
    };
    window.addEventListener('message', answer);
    return () => window.removeEventListener('message', answer);
  }, [show]);
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t('preview')}
      </Text>
      <SegmentedControl
        size="xs"
        aria-label={t('preview')}
        data={[
          { value: 'online', label: t('preview_online') },
          { value: 'away', label: t('preview_away') },
        ]}
        value={online ? 'online' : 'away'}
        onChange={(value) => setOnline(value === 'online')}
      />
      <iframe
        ref={frame}
        className={classes.frame}
        title={t('preview')}
        src={`/widget/${widget.key}`}
      />
    </Stack>
  );
}
