import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { answered, at, ended, started } from '../result/run-events.ts';
import { portOf } from '../support/mock-ssh-server.ts';
import { reportOfEvents, shippedAssets } from '../support/sample-report.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let browser: Browser;

beforeAll(async () => {
  const executablePath = process.env.ROLLCALL_CHROMIUM;
  if (executablePath === undefined) throw new Error('ROLLCALL_CHROMIUM names no browser: use npm run test:report');
  // Chromium refuses its sandbox to root.
  browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
});

afterAll(async () => {
  await browser.close();
});

interface Opened {
  readonly page: Page;
  /** What the page said on the console, threw, or asked the network for. */
  readonly trouble: string[];
}

async function open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const file = pathToFileURL(join(temporaryFolder(), 'report.html')).href;
  await writeFile(new URL(file), html);
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => trouble.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== file && !request.url().startsWith('data:')) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(file);
  return { page, trouble };
}

/** Each with an answer of its own; every tenth fails at its login. */
function fleetEvents(names: readonly string[]): readonly RunEvent[] {
  return names.flatMap((device, index): readonly RunEvent[] => {
    const startMs = index % 97;
    const connected = { connected_time: at(startMs + 20) };
    const events =
      index % 10 === 9
        ? answered(device, {
            outcome: 'auth_failed',
            message: 'refused',
            hint: 'check it',
            startMs,
            endMs: startMs + 60,
          })
        : answered(device, { stdout: `I am ${device}\n`, startMs, endMs: startMs + 200 + index });
    return events.map((event) => {
      if (event.type !== 'command-finished') return event;
      if (event.outcome !== 'ok') return { ...event, ...connected };
      return { ...event, ...connected, logged_in_time: at(startMs + 50), connection: 'new' };
    });
  });
}

async function fleetReport(count: number): Promise<string> {
  const names = Array.from({ length: count }, (_, index) => `core-r${index + 1}`);
  return reportOfEvents(started(names), [...fleetEvents(names), ended(4_000)], await shippedAssets());
}

const rowNames = (page: Page): Promise<readonly string[]> => page.locator('.row .name').allTextContents();

const elements = (page: Page): Promise<number> => page.evaluate('document.querySelectorAll("*").length');

const background = (page: Page): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');

describe('the report in a browser', () => {
  test('is there without an error, a warning or a request', async () => {
    const { page, trouble } = await open(await fleetReport(30));
    expect(await page.title()).toBe('show version · rollcall');
    expect(await page.locator('#verdict').textContent()).toBe('27 of 30 succeeded in 4 s');
    expect(await rowNames(page)).toHaveLength(30);
    expect(await page.locator('#device-0 .bar').evaluateAll((bars) => bars.map((bar) => bar.className))).toEqual([
      'bar connect',
      'bar login',
      'bar command',
    ]);
    expect(await page.locator('#device-9 .bar').last().getAttribute('class')).toBe('bar login failed');
    expect(trouble).toEqual([]);
  });

  test('is light, dark or on paper as its reader wishes', async () => {
    const html = await fleetReport(3);
    const { page: light } = await open(html, { colorScheme: 'light' });
    const { page: dark } = await open(html, { colorScheme: 'dark' });
    expect(await background(light)).toBe('rgb(245, 246, 248)');
    expect(await background(dark)).toBe('rgb(14, 18, 23)');
    await dark.emulateMedia({ media: 'print' });
    expect(await background(dark)).toBe('rgb(255, 255, 255)');
  });

  test('finds devices by a part of the name, by a pattern, by outcome, and sorts them', async () => {
    const { page, trouble } = await open(await fleetReport(30));
    await page.getByRole('searchbox').fill('r1?, r30');
    expect(await page.locator('#shown').textContent()).toBe('1 of 30 devices');
    await page.getByRole('searchbox').fill('core-r1?, r30');
    expect(await page.locator('#shown').textContent()).toBe('11 of 30 devices');
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('auth_failed');
    expect(await rowNames(page)).toEqual(['core-r10', 'core-r30']);
    await page.getByRole('searchbox').fill('no[such');
    expect(await page.locator('#rows').textContent()).toBe('No device matches.');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('ok');
    await page.getByRole('combobox', { name: 'Order' }).selectOption('slowest');
    expect((await rowNames(page)).slice(0, 2)).toEqual(['core-r29', 'core-r28']);
    await page.getByRole('combobox', { name: 'Time axis' }).selectOption('typical');
    expect(await page.locator('.beyond').count()).toBeGreaterThan(0);
    expect(trouble).toEqual([]);
  });

  test('can be used with the keyboard alone: a device, then its answer', async () => {
    const { page, trouble } = await open(await fleetReport(300));
    await page.locator('#rows').focus();
    await page.keyboard.press('End');
    expect(await page.locator('#rows').getAttribute('aria-activedescendant')).toBe('device-299');
    expect(await page.locator('#detail').textContent()).toContain('refused (in phase command)');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('#detail h3').textContent()).toBe('core-r299');
    // Its answer is not among the first hundred.
    expect(await page.getByText('I am core-r299').count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('I am core-r299').waitFor({ state: 'visible' });
    expect(trouble).toEqual([]);
  });

  test('stays small with 2,000 devices and as many answers, and shows all of them on demand', async () => {
    const { page, trouble } = await open(await fleetReport(2_000));
    expect(await page.locator('#shown').textContent()).toBe('2,000 of 2,000 devices');
    expect(await elements(page)).toBeLessThan(1_800);
    await page.locator('#rows').evaluate((rows) => rows.scrollTo(0, rows.scrollHeight));
    await page.getByText('core-r2000', { exact: true }).waitFor();
    expect(await elements(page)).toBeLessThan(1_800);
    expect(await page.locator('.answer').count()).toBe(100);
    await page.getByRole('button', { name: 'Show 100 more of 1,700 left' }).click();
    expect(await page.locator('.answer').count()).toBe(200);
    expect(trouble).toEqual([]);
  });

  test('has everything on paper', async () => {
    const { page } = await open(await fleetReport(300));
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await rowNames(page)).toHaveLength(300);
    expect(await page.locator('details.answer[open]').count()).toBe(270);
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect((await rowNames(page)).length).toBeLessThan(60);
  });

  test('fits a phone', async () => {
    const { page } = await open(await fleetReport(40), { viewport: { width: 360, height: 740 }, isMobile: true });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  test('shows hostile names, outputs and messages, and runs none of it', async () => {
    const attack = [
      '</script><script>window.owned = 1</script>',
      '</template></pre></details><img src=x onerror="window.owned = 1">',
      '"\'><svg onload=window.owned=1><iframe src="javascript:parent.owned=1"></iframe>',
      '<style>body{display:none}</style><base href="http://192.0.2.1/"><meta http-equiv="refresh" content="0;url=http://192.0.2.1/">',
      '<link rel=stylesheet href="http://192.0.2.1/x.css">&lt;script&gt;<!--',
    ];
    const html = reportOfEvents(
      started(attack, [attack.join('')]),
      [
        ...attack.slice(0, 3).flatMap((text) => answered(text, { stdout: text, stderr: attack.join('') })),
        ...attack
          .slice(3)
          .flatMap((text) => answered(text, { outcome: 'rejected', message: text, hint: text, stdout: text })),
        ended(),
      ],
      await shippedAssets(),
    );
    const { page, trouble } = await open(html);
    await page.locator('#rows').focus();
    for (const name of attack) {
      await page.keyboard.press('ArrowDown');
      expect(await page.locator('#detail h3').textContent()).toBe(name);
    }
    expect(await page.evaluate('window.owned')).toBeUndefined();
    expect(await page.locator('img, iframe, base, body style, body link, meta[http-equiv=refresh]').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(3);
    for (const text of attack.slice(0, 3)) {
      expect(await page.locator('.answer pre').allTextContents()).toContain(text);
    }
    expect(trouble).toEqual([]);
  });

  test('is ruled by its policy: what gets into the page all the same does not run', async () => {
    let connections = 0;
    const server = createServer(() => {
      connections += 1;
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    const { page, trouble } = await open(await fleetReport(3));
    await page.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'window.owned = 1';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:${portOf(server.address())}/x.png" onerror="window.owned = 1">');
    `);
    const refusals = (): readonly string[] => trouble.filter((line) => line.includes('Content Security Policy'));
    await expect.poll(() => refusals().some((line) => line.includes('script-src'))).toBe(true);
    await expect.poll(() => refusals().some((line) => line.includes('img-src'))).toBe(true);
    expect(await page.evaluate('window.owned')).toBeUndefined();
    expect(connections).toBe(0);
  });
});
