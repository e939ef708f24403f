// Files dragged over the composer: it shows that it takes them, and takes them when they are dropped.
// Invariant: text that is dragged stays the editor's.
// Source: issue 4 point 4 (attachments by drag and paste).
import { type DragEvent, useState } from 'react';

export function useFileDrag(add: (files: File[]) => void) {
  const [over, setOver] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event: DragEvent<HTMLElement>) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDropCapture: (event: DragEvent) => {
        setOver(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        add([...event.dataTransfer.files]);
      },
    },
  };
}
