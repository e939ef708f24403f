// The files that will go with the message.
// Source: ui.md, "anything long shows progress".
import { CloseButton, Loader } from '@mantine/core';
import { IconAlertTriangle, IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { fileSize } from '@shared/time';
import type { Uploads } from './use_uploads';
import classes from './UploadList.module.css';

export function UploadList({ uploads }: { uploads: Uploads }) {
  const { t, i18n } = useTranslation();
  if (uploads.list.length === 0) return null;
  return (
    <ul className={classes.uploads} aria-label={t('thread.attachments')}>
      {uploads.list.map((upload) => (
        <li key={upload.key} className={classes.upload} data-failed={Boolean(upload.error)}>
          {upload.error ? (
            <IconAlertTriangle size={15} aria-hidden />
          ) : upload.done ? (
            <IconPaperclip size={15} aria-hidden />
          ) : (
            <Loader size={14} />
          )}
          <span className={classes.uploadName} title={upload.name}>
            {upload.name}
          </span>
          <span>
            {upload.error ??
              (upload.done
                ? fileSize(upload.size, i18n.language)
                : new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(upload.share))}
          </span>
          <CloseButton
            size="xs"
            aria-label={t('composer.remove_file', { name: upload.name })}
            onClick={() => uploads.remove(upload.key)}
          />
        </li>
      ))}
    </ul>
  );
}
