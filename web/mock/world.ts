// The people, items and messages of the development mock: small, but with every state that a screen must show.
// Invariant: typed by the contract, so that a change of api/openapi.yaml is noticed here too.
import type {
  Channel,
  Connector,
  Conversation,
  Customer,
  Follower,
  IncomingMail,
  Item,
  Me,
  Message,
  OutboxMail,
  OutgoingMail,
  Person,
  Receipt,
  TimelineEvent,
  User,
} from '../shared/api/types';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.now();
export const ago = (ms: number): string => new Date(start - ms).toISOString();
const ahead = (ms: number): string => new Date(start + ms).toISOString();

const user = (id: number, name: string, role: User['role'], team_ids: number[]): User => ({
  id,
  name,
  email: `${name.split(' ')[0]?.toLowerCase()}@acme.example`,
  role,
  active: true,
  language: 'en',
  team_ids,
  present: id !== 3,
  created_at: ago(40 * 24 * hour),
});

export const users: User[] = [
  user(1, 'Ana Ferrari', 'administrator', [1]),
  user(2, 'Bob Keller', 'team_leader', [1, 2]),
  user(3, 'Chloé Dubois', 'member', [2]),
];

export const teams = [
  { id: 1, name: 'Support', member_ids: [1, 2] },
  { id: 2, name: 'Billing', member_ids: [2, 3] },
];

const customer = (id: number, name: string, email: string, active = true): Customer => ({
  id,
  name,
  email,
  active,
  suppression: null,
  soft_bounces: null,
  complained_at: null,
  organization: id % 2 ? { id: 1, name: 'Northwind' } : null,
  created_at: ago(20 * 24 * hour),
});

export const customers: Customer[] = [
  customer(1, 'Eve Martin', 'eve@northwind.example'),
  customer(2, 'Marco Rossi', 'marco.rossi@trattoria.example'),
  customer(3, 'Ирина Соколова', 'irina@sokolova.example'),
  customer(4, 'Jean Petit', 'jean.petit@boulangerie.example', false),
  customer(5, 'Priya Nair', 'priya@contoso.example'),
];

export const asPerson = (one: User | Customer, kind: 'user' | 'customer'): Person => ({
  kind,
  id: one.id,
  name: one.name,
  email: one.email,
});

const ana = asPerson(users[0]!, 'user');
const bob = asPerson(users[1]!, 'user');
const chloe = asPerson(users[2]!, 'user');

export const me: Me = {
  ...users[0]!,
  theme: 'auto',
  undo_send_seconds: 10,
  relay_grace_seconds: 60,
  sound: true,
  signature: '',
  notification_preferences: {
    conversations: 'all_projects',
    show_from_customers: true,
    from_customers: 'all',
    replies_to_customers: 'followed',
    internal_messages: 'followed',
    include_automation: true,
    email: 'if_unseen',
    assignment_emails: true,
    project_member_emails: false,
    accept_invitations: true,
  },
  outbox: {
    view: 'all',
    columns: [
      'to',
      'subject',
      'send_status',
      'next_attempt_at',
      'connector',
      'attempts',
      'last_failure',
    ],
    page_size: 25,
  },
  counts: { unread_messages: 3, unread_customers: 2, unread_mine: 1, outbox: 4, outbox_failed: 1 },
  quiet_mode: { enabled: false, until: null },
  sign_ins_refused: [],
};

export const queues = [
  { id: 1, name: 'Support', color: '#3f7ad6' },
  { id: 2, name: 'Billing', color: '#2f9e6e' },
  { id: 3, name: 'Returns', color: '#c2623c' },
];

const titles: [string, number, number, Item['state'], string, number | null][] = [
  ['Invoice 2041 shows the wrong VAT number', 1, 1, 'not_started', 'new', null],
  ['La consegna di ieri non è arrivata', 2, 2, 'in_progress', 'open', 1],
  ['Не могу войти после смены пароля', 3, 0, 'in_progress', 'open', 2],
  ['Change of delivery address for order 7731', 1, 0, 'in_progress', 'waiting', 3],
  ['Quote for 40 more seats', 5, 1, 'not_started', 'new', null],
  ['Printer label comes out blank', 5, 0, 'in_progress', 'open', 1],
  ['Remboursement de la commande 5520', 4, 2, 'finished', 'resolved', 2],
  ['Thank you!', 1, 0, 'finished', 'closed', 1],
];

export const items: Item[] = titles.map(([title, who, queue, state, status, assignee], index) => ({
  id: index + 1,
  number: 41 + index,
  reference: `T-${41 + index}`,
  type: 'ticket',
  title,
  status,
  state,
  description:
    'Good morning,\n\nthe details are in the conversation. Thank you for looking into it.',
  priority: index === 0 ? 'high' : index === 2 ? 'urgent' : 'normal',
  queue: queues[queue]!,
  project: { id: 1, name: 'Helpdesk' },
  requester: asPerson(customers[who - 1]!, 'customer'),
  assignee: assignee ? asPerson(users[assignee - 1]!, 'user') : null,
  team: index % 2 ? { id: 1, name: 'Support' } : null,
  merged_into_id: null,
  version: 1,
  undelivered_at: null,
  automatic_mail_stopped: false,
  unread_count: index === 0 ? 2 : index === 2 ? 1 : 0,
  created_at: ago((index + 1) * 5 * hour),
  updated_at: ago(index * 47 * minute + 3 * minute),
}));

const receipt = (
  person: Person,
  state: Receipt['state'],
  rule_text: string,
  extra: Partial<Receipt> = {},
): Receipt => ({
  person,
  state,
  channel: state === 'withheld' ? 'none' : state === 'emailed' ? 'email' : 'messenger',
  rule: 'followed',
  rule_text,
  rule_wording: null,
  at: ago(4 * minute),
  email_due_at: null,
  mail_state: state === 'emailed' ? 'sent' : null,
  mail_id: state === 'emailed' ? 11 : null,
  mail_report: null,
  ...extra,
});

let messageId = 0;
export function makeMessage(
  conversation: Pick<Conversation, 'id' | 'visibility'>,
  seq: number,
  author: Person,
  text: string,
  at: string,
  extra: Partial<Message> = {},
): Message {
  messageId += 1;
  return {
    id: messageId,
    seq,
    conversation_id: conversation.id,
    client_id: null,
    visibility: conversation.visibility,
    author,
    origin: author.kind === 'customer' ? 'email' : 'app',
    text,
    html: null,
    visible_text: text,
    attachments: [],
    mentions: [],
    created_at: at,
    edited_at: null,
    deleted_at: null,
    change_until: null,
    undo_until: null,
    warning: null,
    warnings: [],
    moved_to: null,
    trusted: true,
    sender_proof:
      author.kind === 'customer'
        ? {
            conclusion: 'pass',
            basis: 'dkim',
            domain: author.email?.split('@')[1] ?? '',
            dkim: 'pass',
            arc: 'none',
            reason: '',
          }
        : null,
    automatic: false,
    incoming_mail_id: author.kind === 'customer' ? messageId : null,
    receipts: [],
    ...extra,
  };
}

export const messages = new Map<number, Message[]>();
export const conversations: Conversation[] = [];

function fill(item: Item, index: number): void {
  const eve = item.requester!;
  const open = { id: item.id * 10, visibility: 'public' as const };
  const inner = { id: item.id * 10 + 1, visibility: 'internal' as const };
  const base = index * 47 * minute;
  const quoted = 'Any news on this?\n\nBest regards\n' + eve.name;
  messages.set(open.id, [
    makeMessage(
      open,
      1,
      eve,
      `Good morning,\n\n${item.title.toLowerCase()}. I attach a photo and the original document. Could you look into it today?\n\nBest regards\n${eve.name}`,
      ago(base + 26 * hour),
      {
        attachments: [
          {
            id: 1,
            filename: 'invoice-2041.pdf',
            content_type: 'application/pdf',
            size: 184_220,
            inline: false,
            content_id: null,
          },
          {
            id: 2,
            filename: 'photo.jpg',
            content_type: 'image/jpeg',
            size: 1_840_000,
            inline: false,
            content_id: null,
          },
        ],
        receipts: [
          receipt(ana, 'seen', 'All customer messages'),
          receipt(bob, 'seen', 'All customer messages'),
        ],
      },
    ),
    makeMessage(open, 2, ana, 'Thank you, I am on it.', ago(base + 25 * hour), {
      html: '<p>Thank you for writing. Three things happen now:</p><ul><li>I <strong>correct the number</strong> on our side,</li><li>you get a new document today,</li><li>the old one becomes void.</li></ul>',
      text: 'Thank you for writing. Three things happen now: I correct the number on our side, you get a new document today, the old one becomes void.',
      visible_text:
        'Thank you for writing. Three things happen now: I correct the number on our side, you get a new document today, the old one becomes void.',
      receipts: [
        receipt(eve, 'emailed', 'Customers outside the chat get public replies by email'),
        receipt(bob, 'seen', 'Follows this ticket'),
        receipt(chloe, 'withheld', 'Replies to customers: none'),
      ],
    }),
    makeMessage(
      open,
      3,
      eve,
      `${quoted}\n\nOn Thursday Ana Ferrari wrote:\n> Thank you for writing.`,
      ago(base + 3 * minute),
      {
        visible_text: quoted,
        receipts: [
          receipt(ana, 'delivered', 'All customer messages', { email_due_at: ahead(40_000) }),
        ],
      },
    ),
  ]);
  messages.set(
    inner.id,
    index > 5
      ? []
      : [
          makeMessage(
            inner,
            1,
            bob,
            '@Ana the VAT number was changed in the old system on Monday. Please check before you answer.',
            ago(base + 25 * hour + 8 * minute),
            {
              receipts: [
                receipt(ana, 'seen', 'Follows this ticket'),
                receipt(chloe, 'emailed', 'Unseen for a minute'),
              ],
            },
          ),
        ],
  );
  for (const one of [open, inner]) {
    const list = messages.get(one.id)!;
    const last = list.at(-1);
    const unread = one === open && index === 0 ? 2 : one === open && index === 2 ? 1 : 0;
    conversations.push({
      ...one,
      kind: 'item',
      title: item.title,
      undelivered_at: null,
      item,
      name: '',
      participants: [],
      project: item.project,
      queue: item.queue,
      customer: one === open ? eve : null,
      message_count: list.length,
      unread_count: unread,
      last_seq: list.length,
      seen_seq: list.length - unread,
      last_message: last
        ? {
            id: last.id,
            seq: last.seq,
            author: last.author,
            snippet: last.visible_text.slice(0, 160).replace(/\s+/g, ' '),
            deleted: false,
            at: last.created_at,
          }
        : null,
      draft: null,
      muted_until: null,
      closed: item.state === 'finished',
      updated_at: last?.created_at ?? item.created_at,
    });
  }
}
items.forEach(fill);

messages.get(50)!.push(
  makeMessage(
    { id: 50, visibility: 'public' },
    4,
    items[4]!.requester!,
    'Our offer',
    ago(9 * minute),
    {
      html: '<table style="width:100%;background:#f3f6fb"><tr><td style="padding:18px"><h2 style="color:#234">Contoso Weekly</h2><p>Dear partner, please find our counter offer below.</p><img src="https://tracker.example/p.gif" width="1"><img src="https://cdn.example/hero.png"><p style="color:#666">Kind regards, Priya</p></td></tr></table>',
      visible_text: 'Our offer',
    },
  ),
);

export const followers = new Map<number, Follower[]>(
  items.map((item) => [
    item.id,
    [
      { ...asPerson(users[1]!, 'user'), kind: 'user' as const },
      {
        kind: 'customer' as const,
        id: item.requester!.id,
        name: item.requester!.name,
        email: item.requester!.email,
      },
      { kind: 'team' as const, id: 1, name: 'Support' },
    ],
  ]),
);

const mail = (
  id: number,
  status: OutboxMail['send_status'],
  extra: Partial<OutboxMail>,
): OutboxMail => ({
  id,
  to: customers[id % 5]!.email,
  subject: `Re: [T-${41 + id}] ${titles[id % 8]![0]}`,
  from: 'support@acme.example',
  sender: ana,
  connector: { id: 1, name: 'Built-in mail server' },
  importance: 'normal',
  system_generated: false,
  report: null,
  send_status: status,
  state:
    status === 'failed'
      ? 'failed'
      : status === 'queued'
        ? 'held'
        : status === 'pending_retry'
          ? 'retry_wait'
          : 'ready',
  next_step: status === 'failed' ? 'only_by_hand' : 'leaves_at',
  next_step_text: status === 'failed' ? 'Only you can send it again.' : 'It leaves soon.',
  next_attempt_at: null,
  last_attempt_at: null,
  last_failure: null,
  last_failure_wording: null,
  logged_at: null,
  attempts: 0,
  attempts_max: 8,
  is_imported: false,
  item: items[id % 8]!,
  message_id: id,
  attachment_count: id % 3,
  can_retry: status !== 'queued',
  can_cancel: true,
  can_treat_as_sent: false,
  undo_until: null,
  created_at: ago(30 * minute),
  ...extra,
});

export const outbox: OutboxMail[] = [
  mail(1, 'failed', {
    last_failure: '550 5.1.1 No such user here',
    attempts: 1,
    last_attempt_at: ago(12 * minute),
    logged_at: ago(12 * minute),
  }),
  mail(2, 'pending_retry', {
    last_failure: '451 4.7.1 Greylisted, please try again in 5 minutes',
    attempts: 2,
    last_attempt_at: ago(3 * minute),
    logged_at: ago(8 * minute),
    next_attempt_at: ahead(4 * minute),
  }),
  mail(3, 'queued', {
    next_attempt_at: ahead(8_000),
    undo_until: ahead(8_000),
    importance: 'high',
  }),
  mail(4, 'connector_disabled', {
    last_failure: 'The connector is disabled. Enable it, then retry.',
    sender: null,
    system_generated: true,
    connector: { id: 2, name: 'Gmail' },
  }),
];

const incomingOutcomes: IncomingMail['outcome'][] = [
  'ticket',
  'reply',
  'reply',
  'automatic',
  'ticket',
  'bounce',
  'filtered',
  'quarantine',
  'reply',
  'ticket',
  'duplicate',
];
const reasons: Record<string, string> = {
  ticket: 'A new ticket was made: no known conversation was named.',
  reply: 'The reply address carries the token of this conversation.',
  automatic:
    'An out-of-office notice: kept on the ticket, nobody is told, the ticket is not reopened.',
  bounce: 'A delivery report for a mail of ours: the mail is marked as failed.',
  filtered: 'The sender is on the block list.',
  quarantine: 'The structure could not be read completely. The original is kept.',
  duplicate: 'The same mail had come in by another way.',
  pending: 'Waits to be read.',
};
export const incoming: IncomingMail[] = Array.from({ length: 44 }, (_, index) => {
  const outcome = incomingOutcomes[index % incomingOutcomes.length]!;
  const who = customers[index % 5]!;
  const linked = ['ticket', 'reply', 'automatic', 'bounce'].includes(outcome);
  return {
    id: index + 1,
    via: 'smtp',
    received_at: ago(index * 97 * minute + 4 * minute),
    from: `${who.name} <${who.email}>`,
    to: 'support@acme.example',
    subject: titles[index % 8]![0],
    size: 4_000 + index * 1_731,
    outcome,
    reason: reasons[outcome]!,
    reason_wording: null,
    item: linked ? items[index % 8]! : null,
    message_id: linked ? 1 : null,
    channel: { id: 1, name: 'Support' },
    is_outdated: false,
    can_process_again: outcome === 'quarantine' || outcome === 'filtered',
  };
});

const outgoingOutcomes: OutgoingMail['outcome'][] = [
  'sent',
  'sent',
  'sent',
  'suppressed',
  'sent',
  'failed',
  'sent',
  'queued',
  'uncertain',
  'sent',
  'cancelled',
];
export const outgoing: OutgoingMail[] = Array.from({ length: 38 }, (_, index) => {
  const outcome = outgoingOutcomes[index % outgoingOutcomes.length]!;
  return {
    id: index + 1,
    at: ago(index * 111 * minute + 2 * minute),
    report: null,
    from: 'support@acme.example',
    to: customers[index % 5]!.email,
    subject: `Re: ${titles[index % 8]![0]}`,
    outcome,
    state: outcome === 'queued' ? 'held' : outcome === 'cancelled' ? 'cancelled' : outcome,
    reason:
      outcome === 'sent'
        ? '250 2.0.0 Ok: queued as 4F1A2'
        : outcome === 'suppressed'
          ? 'The customer is deactivated.'
          : outcome === 'failed'
            ? '550 5.1.1 No such user here'
            : null,
    reason_wording: null,
    connector: { id: 1, name: 'Built-in mail server' },
    item: items[index % 8]!,
    message_id: 2,
    system_generated: index % 6 === 0,
    attempts: 1,
  };
});

export const channels: Channel[] = queues.map((queue, index) => ({
  ...queue,
  kind: 'address',
  address: `${queue.name.toLowerCase()}@acme.example`,
  item_type: 'ticket',
  routing: { project: null, team: null, assignee: null, priority: 'normal' },
  active: index < 3,
  client_networks: [],
  automatic_mail_stopped_at: index === 1 ? ago(3 * hour) : null,
  forwarding_request: null,
  reply_via: { id: 1, name: 'Built-in mail server' },
  loop_warning: index === 2,
}));

export const connectors: Connector[] = [
  {
    id: 1,
    name: 'Built-in mail server',
    kind: 'builtin',
    enabled: true,
    host: '127.0.0.1',
    port: 25,
    tls: 'off',
    username: '',
    has_password: false,
    from_address: 'support@acme.example',
    from_name: 'Acme Support',
    is_default: true,
    needs_attention: false,
    attention: '',
    attention_wording: null,
    refusals: null,
    retry_template_id: 1,
    connections_max: 4,
    mails_per_minute: 60,
    signature: '',
    when_uncertain: 'send_again',
  },
  {
    id: 2,
    name: 'Gmail',
    kind: 'smtp',
    enabled: false,
    host: 'smtp.gmail.com',
    port: 587,
    tls: 'starttls',
    username: 'acme@gmail.com',
    has_password: true,
    from_address: 'acme@gmail.com',
    from_name: 'Acme',
    is_default: false,
    needs_attention: true,
    attention: 'The app password was refused 12 times since this morning.',
    attention_wording: null,
    refusals: null,
    retry_template_id: 1,
    connections_max: 4,
    mails_per_minute: 60,
    signature: '',
    when_uncertain: 'send_again',
  },
];

export const timeline: TimelineEvent[] = [
  {
    seq: 4,
    kind: 'item_changed',
    at: ago(20 * minute),
    actor: ana,
    text: 'Ana Ferrari set the status to “open”.',
    message_id: null,
    mail_id: null,
  },
  {
    seq: 3,
    kind: 'receipt_changed',
    at: ago(25 * hour),
    actor: null,
    text: 'An email with the answer left for Eve Martin; the server accepted it.',
    message_id: 2,
    mail_id: 11,
  },
  {
    seq: 2,
    kind: 'follower_changed',
    at: ago(25 * hour),
    actor: bob,
    text: 'Bob Keller follows this ticket.',
    message_id: null,
    mail_id: null,
  },
  {
    seq: 1,
    kind: 'item_created',
    at: ago(26 * hour),
    actor: null,
    text: 'Made from an email to support@acme.example.',
    message_id: 1,
    mail_id: null,
  },
];
