import { describe, expect, it } from 'vitest';
import { frameDocument, sanitiseMailHtml, simpleHtml } from '../shared/ui/mail_html';

const clean = (html: string) => sanitiseMailHtml(html, {});
const remoteImageUrl = (source: string) => `/picture?url=${encodeURIComponent(source)}`;

describe('sanitiseMailHtml (SEC-1, SEC-2, SEC-3)', () => {
  it.each([
    ['<script>alert(1)</script>ok', 'ok'],
    ['<img src=x onerror=alert(1)>', '<img>'],
    ['<form action=/x><input name=a>ok</form>', 'ok'],
    ['<svg><script>alert(1)</script></svg>ok', 'ok'],
    ['<style>body{display:none}</style>ok', 'ok'],
    ['<iframe src=https://x.example></iframe>ok', 'ok'],
    ['<p style="background:url(https://x.example/t.gif)">ok</p>', '<p>ok</p>'],
    ['<p style="color:red">ok</p>', '<p style="color:red">ok</p>'],
  ])('%s', (html, expected) => expect(clean(html).html).toBe(expected));

  it('takes away addresses that are not of the web, mail or telephone', () => {
    expect(clean('<a href="javascript:alert(1)">x</a>').html).not.toContain('javascript');
    expect(clean('<a href="data:text/html,x">x</a>').html).not.toContain('data:');
    expect(clean('<a href="https://a.example">x</a>').html).toContain(
      'rel="noopener noreferrer nofollow"',
    );
  });

  it('holds remote images back until asked, and counts them', () => {
    const html = '<img src="https://t.example/1.gif"><img src="https://t.example/2.gif">';
    expect(clean(html)).toMatchObject({ remoteImages: 2 });
    expect(clean(html).html).not.toContain('t.example');
    const shown = sanitiseMailHtml(html, { remoteImageUrl });
    expect(shown.remoteImages).toBe(0);
    expect(shown.html).toContain('src="/picture?url=https%3A%2F%2Ft.example%2F1.gif"');
  });

  it('knows the remote images that the server has moved aside', () => {
    const html = '<img data-remote-src="https://t.example/1.gif" width="10" height="20">';
    expect(clean(html)).toEqual({
      html: '<img width="10" height="20" alt="">',
      remoteImages: 1,
    });
    expect(sanitiseMailHtml(html, { remoteImageUrl }).html).toContain(
      'src="/picture?url=https%3A%2F%2Ft.example%2F1.gif"',
    );
    const bad = '<img data-remote-src="javascript:alert(1)">';
    expect(sanitiseMailHtml(bad, { remoteImageUrl }).html).toBe('<img>');
  });

  it('keeps the measures of tables and images', () => {
    const html =
      '<table width="600" cellpadding="0" cellspacing="2" align="center" bgcolor="#fff" border="0">' +
      '<tbody><tr><td colspan="2" valign="top" height="20">x</td></tr></tbody></table>';
    expect(clean(html).html).toBe(html);
  });

  it('survives a content id with a lone percent sign', () => {
    expect(clean('<img src="cid:50%">ok').html).toBe('ok');
  });

  it('points inline images at their attachment and drops unknown ones', () => {
    const inlineImageUrl = (id: string) => (id === 'logo' ? '/api/v1/attachments/7' : undefined);
    const { html } = sanitiseMailHtml('<img src="cid:logo"><img src="cid:gone">', {
      inlineImageUrl,
    });
    expect(html).toBe('<img src="/api/v1/attachments/7">');
  });

  it('gives the frame a policy without scripts', () => {
    const page = frameDocument(clean('<p>x</p>'), 'https://desk.example');
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain('script-src');
    expect(page).not.toContain('https: http:');
  });
});

describe('simpleHtml', () => {
  it('keeps the plainest HTML', () => {
    expect(simpleHtml('<p>a <strong>b</strong></p><ul><li>c</li></ul>')).toBe(
      '<p>a <strong>b</strong></p><ul><li>c</li></ul>',
    );
  });
  it.each([
    '<table><tr><td>x</td></tr></table>',
    '<img src="https://x.example/i.png">',
    '<p style="color:red">x</p>',
    '<p onclick="x()">x</p>',
  ])('leaves %s to the frame', (html) => expect(simpleHtml(html)).toBeNull());
});
