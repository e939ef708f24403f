// Shows a name behind an @ as a chip while it is being written; the text itself stays plain.
// Source: issue 4 point 4 (@mention, rendered as a chip).
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { Extension } from '@tiptap/react';
import type { Person } from '@shared/api/types';
import { mentionPattern } from './mentions';

/** @param people asked at each change, so that names that are fetched later are marked, too */
export const mentionMarks = (people: () => Pick<Person, 'name'>[]) =>
  Extension.create({
    name: 'mentionMarks',
    addProseMirrorPlugins: () => [
      new Plugin({
        props: {
          decorations: (state) => {
            const pattern = mentionPattern(people());
            if (!pattern) return null;
            const marks: Decoration[] = [];
            state.doc.descendants((node, position) => {
              for (const match of (node.text ?? '').matchAll(pattern)) {
                const from = position + match.index;
                marks.push(Decoration.inline(from, from + match[0].length, { class: 'mention' }));
              }
            });
            return DecorationSet.create(state.doc, marks);
          },
        },
      }),
    ],
  });
