/** Our mark: an envelope that is also a pigeonhole of a post room, one letter looking out. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" role="img" aria-label="Postroom">
      <rect width="32" height="32" rx="8" fill="#3557c9" />
      <path
        d="M7 12.5 16 19l9-6.5M7 12v9.2c0 1 .8 1.8 1.8 1.8h14.4c1 0 1.8-.8 1.8-1.8V12"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="M11 8.5h10" fill="none" stroke="#ffd27a" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
