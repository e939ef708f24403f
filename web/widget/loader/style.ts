// How the launcher and the frame stand on somebody's page. Constructed style sheets and the shadow root keep the page's
// styles out and need no style-src in its content security policy.
// Source: CSSOM 6.2 (constructed sheets); ui.md, "Accessible", "Light and dark".
export const css = `
:host { all: initial; }
.root { position: fixed; z-index: 2147483000; inset: auto 20px 20px auto; }
.root.left { inset: auto auto 20px 20px; }
button { all: unset; box-sizing: border-box; display: grid; place-items: center; width: 56px; height: 56px;
  border-radius: 50%; cursor: pointer; background: var(--color); color: var(--on-color);
  box-shadow: 0 4px 18px rgb(0 0 0 / 28%); transition: transform .15s; }
button:hover { transform: scale(1.05); }
button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #111; }
svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round;
  stroke-linejoin: round; }
.badge { position: absolute; inset: -4px -4px auto auto; min-width: 22px; height: 22px; padding: 0 6px;
  box-sizing: border-box; border-radius: 11px; background: #b3261e; color: #fff; text-align: center;
  font: 600 13px/22px system-ui, sans-serif; }
.badge:empty, .closed iframe { display: none; }
iframe { position: fixed; inset: auto 20px 88px auto; width: 384px; height: min(640px, calc(100vh - 108px));
  border: 0; border-radius: 14px; background: transparent; color-scheme: light dark;
  box-shadow: 0 10px 40px rgb(0 0 0 / 30%); }
.left iframe { inset: auto auto 88px 20px; }
@media (max-width: 480px) {
  iframe, .left iframe { inset: 0; width: 100vw; height: 100vh; height: 100dvh; border-radius: 0; }
  .open button { display: none; }
}
@media (prefers-reduced-motion: reduce) { button { transition: none; } button:hover { transform: none; } }
@media print { .root { display: none; } }
`;
