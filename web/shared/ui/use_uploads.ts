// Files on their way up, several at once, each with its progress, each can be taken back.
// Invariant: a message is sent only with files that have wholly arrived; a failed one stays visible with its reason.
// Source: SEC-7; ui.md, "anything long shows progress".
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadFile } from '@shared/api/client';
import type { Attachment } from '@shared/api/types';
import { fileSize } from '@shared/time';
import { useErrorWords } from '@shared/ui/errors';

/** What the server takes (api/openapi.yaml, upload_attachment); said before anything is sent. */
export const fileBytesMax = 25 * 1024 * 1024;

export interface Upload {
  key: number;
  name: string;
  size: number;
  share: number;
  done?: Attachment;
  error?: string;
}

export interface Uploads {
  list: Upload[];
  done: Attachment[];
  busy: boolean;
  add: (files: File[]) => void;
  remove: (key: number) => void;
  clear: () => void;
  /** Files that came with a draft. */
  restore: (files: Attachment[]) => void;
}

/** @param address where files of this person go; colleagues' when not named */
export function useUploads(address?: string): Uploads {
  const words = useErrorWords();
  const tooLarge = useTooLarge();
  const [list, setList] = useState<Upload[]>([]);
  const nextKey = useRef(1);
  const running = useRef(new Map<number, AbortController>());

  const change = useCallback((key: number, patch: Partial<Upload>) => {
    setList((all) => all.map((upload) => (upload.key === key ? { ...upload, ...patch } : upload)));
  }, []);

  const add = useCallback(
    (files: File[]) => {
      for (const file of files) {
        const key = nextKey.current++;
        if (file.size > fileBytesMax) {
          const { name, size } = file;
          setList((all) => [...all, { key, name, size, share: 0, error: tooLarge(size) }]);
          continue;
        }
        const stop = new AbortController();
        running.current.set(key, stop);
        setList((all) => [...all, { key, name: file.name, size: file.size, share: 0 }]);
        uploadFile<Attachment>(file, (share) => change(key, { share }), stop.signal, address)
          .then((done) => change(key, { done, share: 1 }))
          .catch((error: unknown) => change(key, { error: words(error) }))
          .finally(() => running.current.delete(key));
      }
    },
    [address, change, words, tooLarge],
  );

  const remove = useCallback((key: number) => {
    running.current.get(key)?.abort();
    setList((all) => all.filter((upload) => upload.key !== key));
  }, []);

  const clear = useCallback(() => setList([]), []);
  const restore = useCallback((files: Attachment[]) => {
    setList(
      files.map((done) => ({
        key: nextKey.current++,
        name: done.filename,
        size: done.size,
        share: 1,
        done,
      })),
    );
  }, []);
  return useMemo(
    () => ({
      list,
      done: list.flatMap(({ done }) => (done ? [done] : [])),
      busy: list.some(({ done, error }) => !done && !error),
      add,
      remove,
      clear,
      restore,
    }),
    [list, add, remove, clear, restore],
  );
}

function useTooLarge(): (bytes: number) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (bytes) =>
      t('composer.file_too_large', {
        size: fileSize(bytes, i18n.language),
        most: fileSize(fileBytesMax, i18n.language),
      }),
    [t, i18n.language],
  );
}
