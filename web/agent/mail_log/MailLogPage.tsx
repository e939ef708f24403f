export function MailLogPage() { return null; }
