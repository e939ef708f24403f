// The visitor's chats, and the way to a new one.
import type { OwnChat } from './api';
import { button, h } from './dom';
import { t, timeOf } from './words';

function row(chat: OwnChat, open: (id: number) => void): HTMLElement {
  const { author, snippet } = chat.last_message;
  const who = author.kind === 'customer' ? t('you') : author.name;
  const element = h(
    'button',
    { type: 'button', class: 'chat' },
    h('span', { class: 'who' }, who),
    h('time', { datetime: chat.updated_at }, timeOf(chat.updated_at)),
    h('span', { class: 'snippet' }, snippet),
  );
  if (chat.unread_count > 0) {
    const label = t('unread', { count: chat.unread_count });
    element.append(h('span', { class: 'count', 'aria-label': label }, String(chat.unread_count)));
  }
  element.addEventListener('click', () => open(chat.id));
  return h('li', {}, element);
}

export function chatList(
  chats: OwnChat[],
  open: (id: number) => void,
  begin: () => void,
): HTMLElement {
  return h(
    'div',
    { class: 'scroll' },
    h('ul', { class: 'chats', 'aria-label': t('chats') }, ...chats.map((chat) => row(chat, open))),
    button('', begin, { kind: 'plain', text: t('new_chat') }),
  );
}
