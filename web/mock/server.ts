// The development mock: fetch and WebSocket answered from mock/world.ts, so that screens can be built without a server.
// Invariant: never part of a build; it knows no rule of the product, it only gives answers of the right shape.
// Source: api/openapi.yaml.
import type { Conversation, LiveEvent, Message } from '../shared/api/types';
import * as world from './world';

type Body = Record<string, unknown>;
interface Call {
  url: URL;
  ids: number[];
  path: string[];
  body: Body;
}
type Answer = { status: number; body: unknown };
type Route = [method: string, pattern: RegExp, answer: (call: Call) => unknown];

const list = <T>(items: T[]) => ({ items, next_cursor: null });
const problem = (status: number, code: string): Answer => ({
  status,
  body: { type: 'about:blank', title: code, status, code, detail: code },
});

let signedIn = true;
let seq = 100;
const sockets = new Set<MockSocket>();

function push(event: Omit<LiveEvent, 'at'>): void {
  const soft = event.kind === 'typing' || event.kind === 'presence' || event.kind === 'hello';
  const frame = { ...event, at: new Date().toISOString(), ...(soft ? {} : { seq: ++seq }) };
  for (const socket of sockets) socket.receive(frame);
}

class MockSocket {
  private readonly events = new EventTarget();
  readyState = 0;
  constructor() {
    window.setTimeout(() => {
      this.readyState = 1;
      sockets.add(this);
      this.events.dispatchEvent(new Event('open'));
    }, 50);
  }
  addEventListener(kind: string, listener: EventListener): void {
    this.events.addEventListener(kind, listener);
  }
  send(text: string): void {
    const command = JSON.parse(text) as { kind: string };
    if (command.kind === 'hello') {
      this.receive({ kind: 'hello', at: new Date().toISOString(), seq });
    }
  }
  receive(frame: object): void {
    this.events.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }
  close(): void {
    sockets.delete(this);
    this.readyState = 3;
  }
}

function conversationsFor(url: URL): Conversation[] {
  const section = url.searchParams.get('section');
  const filter = url.searchParams.get('filter');
  const q = (url.searchParams.get('q') ?? '').toLowerCase();
  return world.conversations
    .filter((one) => (section === 'customers' ? one.visibility === 'public' : true))
    .filter((one) =>
      filter === 'closed'
        ? one.closed
        : filter === 'open'
          ? !one.closed
          : one.visibility === filter,
    )
    .filter((one) => JSON.stringify(one).toLowerCase().includes(q))
    .sort(
      (a, b) =>
        Number(b.unread_count > 0) - Number(a.unread_count > 0) ||
        Date.parse(b.updated_at) - Date.parse(a.updated_at),
    );
}

const conversation = (id: number | undefined) => world.conversations.find((one) => one.id === id);
const item = (id: number | undefined) => world.items.find((one) => one.id === id);

function addMessage(id: number, author: Message['author'], body: Body): Message {
  const one = conversation(id)!;
  const text = typeof body.text === 'string' ? body.text : '';
  one.last_seq += 1;
  const message = world.makeMessage(one, one.last_seq, author, text, new Date().toISOString(), {
    client_id: typeof body.client_id === 'string' ? body.client_id : null,
    html: typeof body.html === 'string' ? body.html : null,
    undo_until:
      one.visibility === 'public' && author.kind === 'user'
        ? new Date(Date.now() + 10_000).toISOString()
        : null,
  });
  world.messages.get(id)!.push(message);
  one.updated_at = message.created_at;
  one.message_count += 1;
  one.last_message = {
    id: message.id,
    seq: message.seq,
    author,
    snippet: text.slice(0, 160),
    deleted: false,
    at: message.created_at,
  };
  push({ kind: 'message_posted', message, item_id: one.item?.id ?? null, conversation_id: id });
  return message;
}

const told = (name: string, id: number, kind: 'user' | 'customer', rest: Body) => ({
  person: { kind, id, name },
  told: true,
  channel: 'messenger',
  email: 'if_unseen',
  email_after_seconds: 60,
  rule: 'followed',
  rule_text: 'Follows this ticket.',
  ...rest,
});

const audience = (id: number) => [
  ...(conversation(id)?.visibility === 'public'
    ? [
        told(conversation(id)?.customer?.name ?? 'Eve', 1, 'customer', {
          channel: 'email',
          email: 'at_once',
          email_after_seconds: 10,
          rule_text: 'Customers outside the chat get public replies by email.',
        }),
      ]
    : []),
  told('Bob Keller', 2, 'user', {}),
  told('Chloé Dubois', 3, 'user', {
    told: false,
    channel: 'none',
    email: 'never',
    rule_text: 'Chose to hear of no replies to customers.',
  }),
];

const explanation = (messageId: number) => ({
  message_id: messageId,
  mail_id: 11,
  posted_at: world.ago(25 * 3_600_000),
  items: [
    {
      person: { kind: 'customer', id: 1, name: 'Eve Martin' },
      told: true,
      state: 'emailed',
      channel: 'email',
      rule: 'customer_outside_chat',
      rule_text: 'Customers outside the chat get public replies by email at once.',
      at: world.ago(25 * 3_600_000 - 11_000),
      mail_id: 11,
      mail_state: 'sent',
      sentence: 'Eve Martin: emailed 11 s after it was posted; her server accepted the mail.',
      steps: [
        {
          at: world.ago(25 * 3_600_000),
          code: 'queued',
          text: 'Mail made; it waited 10 s for an undo',
        },
        {
          at: world.ago(25 * 3_600_000 - 11_000),
          code: 'sent',
          text: '250 2.0.0 Ok: queued as 4F1A2',
        },
      ],
    },
    {
      person: { kind: 'user', id: 2, name: 'Bob Keller' },
      told: true,
      state: 'seen',
      channel: 'messenger',
      rule: 'followed',
      rule_text: 'Follows this ticket.',
      at: world.ago(25 * 3_600_000 - 12_000),
      mail_id: null,
      mail_state: null,
      sentence: 'Bob Keller: seen in Messenger after 12 s, so no email.',
      steps: [],
    },
    {
      person: { kind: 'user', id: 3, name: 'Chloé Dubois' },
      told: false,
      state: 'withheld',
      channel: 'none',
      rule: 'replies_none',
      rule_text: 'Chose to hear of no replies to customers.',
      at: null,
      mail_id: null,
      mail_state: null,
      sentence: 'Chloé Dubois: not told, because she chose “Replies to customers: none”.',
      steps: [],
    },
  ],
});

function volume(direction: string | null) {
  const rows =
    direction === 'outgoing'
      ? world.outgoing.map((m) => [m.at, m.outcome])
      : world.incoming.map((m) => [m.received_at, m.outcome]);
  const counts = new Map<string, number>();
  for (const [at, outcome] of rows) {
    const key = `${at!.slice(0, 13)}:00:00Z|${outcome}`;
    counts.set(key, (counts.get(key) ?? 0) + 1 + ((key.length * at!.charCodeAt(12)) % 4));
  }
  return list(
    [...counts].map(([key, count]) => ({
      hour: key.split('|')[0]!,
      outcome: key.split('|')[1]!,
      count,
    })),
  );
}

const statuses = [
  ['new', 'not_started'],
  ['open', 'in_progress'],
  ['waiting', 'in_progress'],
  ['resolved', 'finished'],
  ['closed', 'finished'],
].map(([name, state]) => ({ name, state }));

const session = () => ({ user: world.users[0], csrf_token: 'mock', expires_at: null });

const routes: Route[] = [
  ['GET', /^session$/, () => (signedIn ? session() : problem(401, 'signed_out'))],
  [
    'POST',
    /^session$/,
    ({ body }) => {
      if (body.password === 'wrong') return problem(401, 'wrong_credentials');
      signedIn = true;
      return session();
    },
  ],
  [
    'DELETE',
    /^session$/,
    () => {
      signedIn = false;
      return null;
    },
  ],
  [
    'GET',
    /^setup$/,
    () => ({
      step: new URLSearchParams(location.search).has('first') ? 'account' : 'done',
      done: true,
      support_address: null,
      connector: null,
    }),
  ],
  ['POST', /^setup\/account$/, () => session()],
  [
    'POST',
    /^setup\/support_address$/,
    ({ body }) => ({
      step: 'test_mail',
      done: false,
      support_address: body.address,
      connector: world.connectors[0],
    }),
  ],
  ['POST', /^setup\/test_mail$/, () => world.outbox[2]],
  [
    'POST',
    /^setup\/finish$/,
    () => ({ step: 'done', done: true, support_address: 'support@acme.example', connector: null }),
  ],
  ['GET', /^me$/, () => world.me],
  [
    'PATCH',
    /^me$/,
    ({ body }) => {
      const {
        notification_preferences: preferences,
        outbox,
        ...rest
      } = body as { notification_preferences?: object; outbox?: object };
      Object.assign(world.me, rest);
      Object.assign(world.me.notification_preferences, preferences);
      Object.assign(world.me.outbox, outbox);
      return world.me;
    },
  ],
  ['GET', /^users$/, () => list(world.users)],
  ['GET', /^users\/(\d+)\/notification_preferences$/, () => world.me.notification_preferences],
  [
    'PATCH',
    /^users\/(\d+)\/notification_preferences$/,
    ({ body }) => ({ ...world.me.notification_preferences, ...body }),
  ],
  [
    'PATCH',
    /^users\/(\d+)$/,
    ({ ids, body }) =>
      Object.assign(
        world.users.find(({ id }) => id === ids[0])!,
        body,
      ),
  ],
  ['GET', /^teams$/, () => list(world.teams)],
  [
    'GET',
    /^customers$/,
    ({ url }) =>
      list(
        world.customers.filter((one) =>
          JSON.stringify(one)
            .toLowerCase()
            .includes((url.searchParams.get('q') ?? '').toLowerCase()),
        ),
      ),
  ],
  [
    'PATCH',
    /^customers\/(\d+)$/,
    ({ ids, body }) =>
      Object.assign(
        world.customers.find(({ id }) => id === ids[0])!,
        body,
      ),
  ],
  ['GET', /^item_statuses$/, () => list(statuses)],
  ['GET', /^item_types$/, () => list([])],
  [
    'GET',
    /^queues$/,
    () =>
      list(
        world.queues.map((queue) => ({
          ...queue,
          open_count: 4,
          unassigned_count: 1,
          oldest_waiting_at: null,
        })),
      ),
  ],
  [
    'GET',
    /^items$/,
    ({ url }) =>
      list(
        world.items.filter((one) => {
          const q = url.searchParams.get('q') ?? '';
          const status = url.searchParams.get('status');
          const queue = url.searchParams.get('queue_id');
          return (
            (!status || one.status === status || one.state === status) &&
            (!queue || one.queue?.id === Number(queue)) &&
            JSON.stringify(one).toLowerCase().includes(q.toLowerCase())
          );
        }),
      ),
  ],
  ['GET', /^items\/(\d+)$/, ({ ids }) => item(ids[0]) ?? problem(404, 'not_found')],
  [
    'PATCH',
    /^items\/(\d+)$/,
    ({ ids, body }) => {
      const one = item(ids[0])!;
      const status = statuses.find(({ name }) => name === body.status);
      Object.assign(one, body, status ? { state: status.state } : {}, { version: one.version + 1 });
      if ('assignee_id' in body)
        one.assignee =
          world.users
            .filter(({ id }) => id === body.assignee_id)
            .map((user) => world.asPerson(user, 'user'))[0] ?? null;
      for (const each of world.conversations)
        if (each.item?.id === one.id) each.closed = one.state === 'finished';
      push({ kind: 'item_changed', item_id: one.id, item: one });
      return one;
    },
  ],
  [
    'GET',
    /^items\/(\d+)\/conversations$/,
    ({ ids }) => list(world.conversations.filter((one) => one.item?.id === ids[0])),
  ],
  ['GET', /^items\/(\d+)\/followers$/, ({ ids }) => list(world.followers.get(ids[0]!) ?? [])],
  [
    'PUT',
    /^items\/(\d+)\/followers\/(\w+)\/(\d+)$/,
    ({ path, ids }) => {
      const followers = world.followers.get(ids[0]!)!;
      const kind = path[3] === 'team' ? 'team' : 'user';
      const source = kind === 'team' ? world.teams : world.users;
      followers.push({
        kind,
        id: ids[1]!,
        name: source.find(({ id }) => id === ids[1])?.name ?? '?',
      });
      return list(followers);
    },
  ],
  [
    'DELETE',
    /^items\/(\d+)\/followers\/(\w+)\/(\d+)$/,
    ({ path, ids }) => {
      world.followers.set(
        ids[0]!,
        world.followers.get(ids[0]!)!.filter((one) => one.kind !== path[3] || one.id !== ids[1]),
      );
      return null;
    },
  ],
  ['GET', /^items\/(\d+)\/timeline$/, () => list(world.timeline)],
  ['GET', /^conversations$/, ({ url }) => list(conversationsFor(url))],
  ['GET', /^conversations\/(\d+)$/, ({ ids }) => conversation(ids[0]) ?? problem(404, 'not_found')],
  ['GET', /^conversations\/(\d+)\/messages$/, ({ ids }) => list(world.messages.get(ids[0]!) ?? [])],
  [
    'POST',
    /^conversations\/(\d+)\/messages$/,
    ({ ids, body }) => addMessage(ids[0]!, world.asPerson(world.users[0]!, 'user'), body),
  ],
  [
    'POST',
    /^conversations\/(\d+)\/seen$/,
    ({ ids, body }) => {
      const one = conversation(ids[0])!;
      world.me.counts.unread_messages -= one.unread_count;
      if (one.unread_count > 0) world.me.counts.unread_customers -= 1;
      one.unread_count = 0;
      one.seen_seq = Number(body.up_to_seq);
      return { seen_seq: one.seen_seq, unread_count: 0, counts: world.me.counts };
    },
  ],
  ['POST', /^conversations\/(\d+)\/audience$/, ({ ids }) => list(audience(ids[0]!))],
  [
    'POST',
    /^attachments$/,
    ({ url }) => ({
      id: 99,
      filename: url.searchParams.get('filename'),
      content_type: 'text/plain',
      size: 1200,
      inline: false,
    }),
  ],
  ['GET', /^explain$/, ({ url }) => explanation(Number(url.searchParams.get('message_id')))],
  ['GET', /^outbox$/, () => ({ ...list(world.outbox), total: world.outbox.length })],
  [
    'GET',
    /^outbox\/(\d+)$/,
    ({ ids }) => ({
      ...(world.outbox.find(({ id }) => id === ids[0]) ?? world.outbox[0]),
      text: 'Good morning,\n\nthe corrected invoice is attached.\n\nAna Ferrari',
      html: null,
      attachments: [
        { filename: 'invoice-2041.pdf', content_type: 'application/pdf', size: 184_220 },
      ],
      rfc_message_id: 'abc@acme.example',
      other_message_ids: [],
      suppressed_reason: null,
      attempt_log: [
        {
          number: 1,
          started_at: world.ago(720_000),
          ended_at: world.ago(719_000),
          outcome: 'failed',
          reply: '550 5.1.1 No such user here',
        },
      ],
    }),
  ],
  [
    'POST',
    /^outbox\/(retry|cancel)$/,
    ({ path, body }) => {
      const ids = body.ids as number[];
      if (path[1] === 'cancel')
        world.outbox.splice(
          0,
          world.outbox.length,
          ...world.outbox.filter(({ id }) => !ids.includes(id)),
        );
      for (const mail of world.outbox)
        if (ids.includes(mail.id))
          Object.assign(mail, {
            send_status: 'pending_retry',
            state: 'retry_wait',
            next_attempt_at: new Date().toISOString(),
          });
      world.me.counts.outbox = world.outbox.length;
      push({ kind: 'outbox_changed', counts: world.me.counts });
      return { items: ids.map((id) => ({ id, ok: true, code: null, detail: null })) };
    },
  ],
  [
    'GET',
    /^mail_log\/incoming$/,
    ({ url }) =>
      list(
        world.incoming.filter(
          ({ outcome }) =>
            !url.searchParams.get('outcome') || outcome === url.searchParams.get('outcome'),
        ),
      ),
  ],
  [
    'GET',
    /^mail_log\/outgoing$/,
    ({ url }) =>
      list(
        world.outgoing.filter(
          ({ outcome }) =>
            !url.searchParams.get('outcome') || outcome === url.searchParams.get('outcome'),
        ),
      ),
  ],
  [
    'POST',
    /^mail_log\/incoming\/(\d+)\/process_again$/,
    ({ ids }) => world.incoming.find(({ id }) => id === ids[0]),
  ],
  ['GET', /^mail_log\/volume$/, ({ url }) => volume(url.searchParams.get('direction'))],
  ['GET', /^channels$/, () => list(world.channels)],
  [
    'PATCH',
    /^channels\/(\d+)$/,
    ({ ids, body }) =>
      Object.assign(
        world.channels.find(({ id }) => id === ids[0])!,
        body,
      ),
  ],
  ['GET', /^connectors$/, () => list(world.connectors)],
  [
    'POST',
    /^connectors\/(\d+)\/test$/,
    ({ ids }) =>
      ids[0] === 1
        ? {
            ok: true,
            code: 'ok',
            diagnosis: 'Connected to 127.0.0.1:25 and greeted; mail can leave this way.',
          }
        : {
            ok: false,
            code: 'auth_refused',
            diagnosis: 'smtp.gmail.com refused the name or the app password.',
          },
  ],
  [
    'PATCH',
    /^connectors\/(\d+)$/,
    ({ ids, body }) =>
      Object.assign(
        world.connectors.find(({ id }) => id === ids[0])!,
        body,
      ),
  ],
  ['GET', /^quiet_mode$/, () => world.me.quiet_mode],
  ['PUT', /^quiet_mode$/, ({ body }) => Object.assign(world.me.quiet_mode, body)],
  [
    'GET',
    /^email_filters$/,
    () =>
      list([
        {
          id: 1,
          address: 'support@acme.example',
          reason: 'Our own support address',
          created_at: world.ago(86_400_000),
        },
      ]),
  ],
  [
    'GET',
    /^search$/,
    ({ url }) =>
      list(
        world.items
          .filter(({ title }) =>
            title.toLowerCase().includes((url.searchParams.get('q') ?? '').toLowerCase()),
          )
          .map((one) => ({
            kind: 'item',
            id: one.id,
            title: one.title,
            snippet: one.requester?.name ?? '',
            item: one,
          })),
      ),
  ],
];

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.replace('/api/v1/', '');
  const text = request.method === 'GET' ? '' : await request.text();
  let body: Body = {};
  try {
    body = text ? (JSON.parse(text) as Body) : {};
  } catch {
    body = {};
  }
  await new Promise((done) => setTimeout(done, 60));
  const route = routes.find(([method, pattern]) => method === request.method && pattern.test(path));
  if (!route) return respond(problem(404, 'not_found'));
  const ids = [...path.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const result = route[2]({ url, ids, path: path.split('/'), body });
  return respond(isAnswer(result) ? result : { status: result === null ? 204 : 200, body: result });
}

const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' &&
  value !== null &&
  'body' in value &&
  'status' in value &&
  'code' in (value.body as object);

function respond({ status, body }: Answer): Response {
  if (status === 204) return new Response(null, { status });
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });
}

export function installMock(page: Window & typeof globalThis): void {
  const real = page.fetch.bind(page);
  page.fetch = (input, init) => {
    const request = new Request(input, init);
    return request.url.includes('/api/v1/') ? answer(request) : real(request);
  };
  const RealSocket = page.WebSocket;
  page.WebSocket = new Proxy(RealSocket, {
    construct: (target, [url, protocols]: [string | URL, string | undefined]) =>
      String(url).includes('/api/v1/live') ? new MockSocket() : new target(url, protocols),
  });
  signedIn = !location.search.includes('signedout');
  if (location.search.includes('first')) signedIn = false;
  Object.assign(page, {
    mock: {
      push,
      customerWrites: (id: number, text: string) => {
        const message = addMessage(id, conversation(id)!.customer!, { text });
        world.me.counts.unread_messages += 1;
        push({
          kind: 'notification',
          message,
          conversation_id: id,
          counts: world.me.counts,
          sound: true,
          flash: true,
          badge: world.me.counts.unread_messages,
        });
      },
    },
  });
}
