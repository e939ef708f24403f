// Whose portal it is: logo and title as the administrator chose them.
// Source: product-facts.md 1.10.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Logo } from '@shared/ui/Logo';
import classes from './portal.module.css';
import { portalQuery } from './queries';

export function Brand() {
  const { data: portal } = useQuery(portalQuery);
  const title = portal?.title || 'Postroom';
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <span className={classes.brand}>
      {portal?.logo_url ? (
        <img src={portal.logo_url} alt="" className={classes.logo} />
      ) : portal?.title ? (
        <span
          className={classes.monogram}
          style={{ background: portal.color, color: inkOn(portal.color) }}
          aria-hidden
        >
          {[...title][0]?.toLocaleUpperCase()}
        </span>
      ) : (
        <span aria-hidden>
          <Logo size={30} />
        </span>
      )}
      <span className={classes.brandName}>{title}</span>
    </span>
  );
}

/** Black or white, whichever stands out more on the colour (WCAG 2.2, 1.4.3). */
export function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? '#000' : '#fff';
}
