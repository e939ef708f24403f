// Files of a message: name, size, and always a download, never opened in place (SEC-4).
// Source: F099; SEC-4, SEC-5.
import { IconFile, IconFileText, IconFileZip, IconPhoto } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '@shared/api/types';
import { fileSize } from '@shared/time';
import classes from './MessageView.module.css';

export function FileIcon({ type }: { type: string }) {
  if (type.startsWith('image/')) return <IconPhoto size={18} stroke={1.6} aria-hidden />;
  if (/zip|compressed|tar/.test(type)) return <IconFileZip size={18} stroke={1.6} aria-hidden />;
  if (/text|pdf|word|document/.test(type))
    return <IconFileText size={18} stroke={1.6} aria-hidden />;
  return <IconFile size={18} stroke={1.6} aria-hidden />;
}

export function Attachments({ attachments }: { attachments: Attachment[] }) {
  const { t, i18n } = useTranslation();
  if (attachments.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={t('thread.attachments')}>
      {attachments.map((file) => (
        <li key={file.id}>
          <a
            className={classes.file}
            href={`/api/v1/attachments/${file.id}`}
            download={file.filename}
          >
            <FileIcon type={file.content_type} />
            <span className={classes.fileName}>{file.filename}</span>
            <span className={classes.fileSize}>{fileSize(file.size, i18n.language)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
