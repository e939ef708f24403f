// A widget's settings while somebody changes them.
import type { ChatWidget, ChatWidgetPatch } from './queries';

export interface Draft {
  name: string;
  color: string;
  side: ChatWidget['side'];
  language: ChatWidget['language'];
  sites: string[];
  greeting: string;
  offline_text: string;
  ask_name: ChatWidget['ask_name'];
  ask_email: ChatWidget['ask_email'];
  queue_id: number | null;
  team_id: number | null;
}

export function draftOf(widget: ChatWidget): Draft {
  const { name, color, side, language, sites, greeting, offline_text, ask_name, ask_email } =
    widget;
  const places = { queue_id: widget.queue?.id ?? null, team_id: widget.team?.id ?? null };
  const says = { greeting, offline_text, ask_name, ask_email };
  return { name, color, side, language, sites, ...says, ...places };
}

export const patchOf = (draft: Draft): ChatWidgetPatch => ({ ...draft, name: draft.name.trim() });
