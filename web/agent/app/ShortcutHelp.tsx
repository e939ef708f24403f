export default function ShortcutHelp(_: { onClose: () => void; onHelp?: () => void }) { return null; }
