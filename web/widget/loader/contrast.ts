// Black or white, whichever is easier to read on a colour that somebody chose.
// Source: WCAG 2.2, 1.4.3 (relative luminance, contrast at least 4.5; the better of the two always has it).
export function readableOn(color: string): '#000' | '#fff' {
  const channel = (at: number): number => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000' : '#fff';
}
