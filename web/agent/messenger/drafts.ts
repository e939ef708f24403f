// What was written and not sent yet, one draft a conversation: on this device at once, at the server soon after.
// Invariant: leaving a conversation, a screen or the browser loses no text; the newer of the two copies is shown.
// Source: ui.md, "Honest" (what was kept); issue 4 point 4.
const prefix = 'postroom.draft.';
const behindPrefix = 'postroom.draft_behind.';

export function loadDraft(conversationId: number): string {
  return localStorage.getItem(prefix + conversationId) ?? '';
}

export function saveDraft(conversationId: number, html: string): void {
  if (isEmptyHtml(html)) localStorage.removeItem(prefix + conversationId);
  else localStorage.setItem(prefix + conversationId, html);
}

/** Whether the server lacks what this device holds; survives a reload while offline. */
export function isBehind(conversationId: number): boolean {
  return localStorage.getItem(behindPrefix + conversationId) !== null;
}

export function markBehind(conversationId: number, behind: boolean): void {
  if (behind) localStorage.setItem(behindPrefix + conversationId, '1');
  else localStorage.removeItem(behindPrefix + conversationId);
}

export function isEmptyHtml(html: string): boolean {
  return html === '' || html === '<p></p>';
}
