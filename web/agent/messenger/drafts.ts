// What was written and not sent yet, one draft a conversation, kept over reloads on this device.
// Invariant: leaving a conversation, a screen or the browser loses no text.
// Source: ui.md, "Honest" (what was kept).
const prefix = 'postroom.draft.';

export function loadDraft(conversationId: number): string {
  return localStorage.getItem(prefix + conversationId) ?? '';
}

export function saveDraft(conversationId: number, html: string): void {
  if (html === '' || html === '<p></p>') localStorage.removeItem(prefix + conversationId);
  else localStorage.setItem(prefix + conversationId, html);
}
