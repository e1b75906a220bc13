import { request as httpRequest, type IncomingMessage } from 'node:http';
import { expect, onDesktop, test } from './support/lab.ts';

test.use({ ownLab: false });

/** Asks for an upgrade to a WebSocket as a program would that sends what it likes. @returns the status of the answer */
function upgradeStatus(address: string, headers: Record<string, string>): Promise<number | undefined> {
  const { hostname, port } = new URL(address);
  const upgrade = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path: '/channel', headers: { ...upgrade, ...headers } });
    const finish = (response: IncomingMessage) => {
      resolve(response.statusCode);
      request.destroy();
    };
    request.on('response', finish);
    request.on('upgrade', finish);
    request.on('error', reject);
    request.end();
  });
}

test('the policy of the pages stops inline scripts and foreign addresses', async ({ openPage, problems }) => {
  problems.allow(/Content Security Policy|violates the following/);
  const page = await openPage('/');
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    return 'injected' in window;
  });
  expect(ran).toBe(false);
  const fetched = await page.evaluate(() =>
    fetch('https://example.org/')
      .then(() => true)
      .catch(() => false),
  );
  expect(fetched).toBe(false);
  // In a timer of its own: what Playwright evaluates itself is exempt from the policy.
  await page.evaluate('setTimeout("window.evaluated = true")');
  await page.waitForTimeout(100);
  expect(await page.evaluate(() => 'evaluated' in window)).toBe(false);
});

test('the page gets nothing of Node and opens no window elsewhere', async ({ openPage }) => {
  const page = await openPage('/');
  const found = await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in window));
  expect(found).toEqual([]);
});

test.describe('the address', () => {
  test.skip(onDesktop, 'The desktop shell has no server.');

  test('loses its token at once, which scripts can not read', async ({ lab, openPage }) => {
    const page = await openPage('/');
    expect(new URL(page.url()).search).toBe('');
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.reload();
    await expect(page.locator('h1').first()).toBeVisible();
    expect(lab.url).toContain('token=');
  });

  test('opens nothing with a wrong token, none, a foreign host or a foreign origin', async ({ lab, playwright }) => {
    const { origin, port } = new URL(lab.url);
    const request = await playwright.request.newContext();
    expect((await request.get(`${origin}/?token=wrong`)).status()).toBe(403);
    expect((await request.get(`${origin}/`)).status()).toBe(403);
    expect((await request.get(lab.url, { headers: { Host: `lab.example:${port}` } })).status()).toBe(403);
    expect((await request.get(lab.url, { headers: { Origin: 'https://lab.example' } })).status()).toBe(403);
    expect((await request.get(lab.url)).status()).toBe(200);
    await request.dispose();
  });

  test('has a channel for its own pages only', async ({ lab }) => {
    const { origin, port, searchParams } = new URL(lab.url);
    const Cookie = `lab-${port}=${searchParams.get('token') ?? ''}`;
    expect(await upgradeStatus(lab.url, { Origin: origin, Cookie })).toBe(101);
    expect(await upgradeStatus(lab.url, { Origin: origin })).toBe(403);
    expect(await upgradeStatus(lab.url, { Origin: 'http://evil.example', Cookie })).toBe(403);
    expect(await upgradeStatus(lab.url, { Cookie })).toBe(403);
    expect(await upgradeStatus(lab.url, { Origin: origin, Cookie, Host: `evil.example:${port}` })).toBe(403);
  });
});
