// Files on their way up, several at once, each with its progress, each can be taken back.
// Invariant: a message is sent only with files that have wholly arrived; a failed one stays visible with its reason.
// Source: SEC-7; ui.md, "anything long shows progress".
import { useCallback, useMemo, useRef, useState } from 'react';
import { uploadFile } from '@shared/api/client';
import type { Attachment } from '@shared/api/types';
import { useErrorWords } from '@shared/ui/errors';

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
}

/** @param address where files of this person go; colleagues' when not named */
export function useUploads(address?: string): Uploads {
  const words = useErrorWords();
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
        const stop = new AbortController();
        running.current.set(key, stop);
        setList((all) => [...all, { key, name: file.name, size: file.size, share: 0 }]);
        uploadFile<Attachment>(file, (share) => change(key, { share }), stop.signal, address)
          .then((done) => change(key, { done, share: 1 }))
          .catch((error: unknown) => change(key, { error: words(error) }))
          .finally(() => running.current.delete(key));
      }
    },
    [address, change, words],
  );

  const remove = useCallback((key: number) => {
    running.current.get(key)?.abort();
    setList((all) => all.filter((upload) => upload.key !== key));
  }, []);

  const clear = useCallback(() => setList([]), []);
  return useMemo(
    () => ({
      list,
      done: list.flatMap(({ done }) => (done ? [done] : [])),
      busy: list.some(({ done, error }) => !done && !error),
      add,
      remove,
      clear,
    }),
    [list, add, remove, clear],
  );
}
