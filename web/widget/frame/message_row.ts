// One message, sent or on its way, as a row of the list.
// Source: F020 (seen), CHAT-1 (sent only when the server said so); SEC-4 (files are downloads).
import type { Api, File_, Message } from './api';
import { button, h, withLinks, type Row } from './dom';
import type { Pending, Thread } from './thread';
import { language, problem, t, timeOf } from './words';

async function save(api: Api, file: File_): Promise<void> {
  const url = URL.createObjectURL(await api.download(file));
  const link = h('a', { href: url, download: file.filename });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function sizeOf(bytes: number): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  const shape = { style: 'unit', unit, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, shape).format(value);
}

function fileList(api: Api, files: File_[]): HTMLElement | null {
  if (!files.length) return null;
  const rows = files.map((file) => {
    const text = `${file.filename} (${sizeOf(file.size)})`;
    const link = button('', () => void save(api, file), { kind: 'file', text });
    link.setAttribute(
      'aria-label',
      `${t('download', { file: file.filename })} (${sizeOf(file.size)})`,
    );
    return h('li', {}, link);
  });
  return h('ul', { class: 'files' }, ...rows);
}

function bubble(text: string, files: HTMLElement | null): HTMLElement {
  return h('div', { class: 'bubble' }, text ? h('p', {}, ...withLinks(text)) : null, files);
}

export function messageRow(api: Api, message: Message, isLastOwn: boolean): Row {
  const mine = message.author.kind === 'customer';
  const note = mine && isLastOwn ? t(message.seen ? 'seen' : 'sent') : '';
  return {
    key: message.client_id ?? `seq-${message.seq}`,
    state: `${message.seq} ${note} ${message.deleted ? 'deleted' : message.text}`,
    make: () =>
      h(
        'li',
        { class: mine ? 'mine' : 'theirs' },
        h('span', { class: mine ? 'hidden' : 'author' }, mine ? t('you') : message.author.name),
        message.deleted
          ? h('p', { class: 'note' }, t('deleted'))
          : bubble(message.text, fileList(api, message.attachments)),
        h(
          'span',
          { class: 'note' },
          h('time', { datetime: message.created_at }, timeOf(message.created_at)),
          note && ` · ${note}`,
        ),
      ),
  };
}

export function pendingRow(api: Api, thread: Thread, pending: Pending): Row {
  return {
    key: pending.clientId,
    state: pending.refused ?? 'sending',
    make: () => {
      const note = h('span', { class: 'note' }, pending.refused ? '' : t('sending'));
      if (pending.refused) {
        note.classList.add('failed');
        note.append(`${t('failed')} ${problem(pending.refused)} `);
        note.append(button('', () => thread.again(pending), { kind: 'link', text: t('retry') }));
      }
      return h('li', { class: 'mine' }, bubble(pending.text, fileList(api, pending.files)), note);
    },
  };
}
