// A table as the text of a CSV file.
// Invariant: no cell becomes a formula in a spreadsheet. Source: RFC 4180; OWASP, "CSV Injection".
const mark = '\uFEFF';

export function csvOf(rows: string[][]): string {
  const cell = (text: string) => {
    const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",;\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  };
  return mark + rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
