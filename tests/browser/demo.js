// The demo, started as a visitor would, and a browser that notes everything that should not happen.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const START_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 10_000;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = process.env.DEMO_BINARY ?? `${process.env.CARGO_TARGET_DIR ?? `${root}target`}/debug/proofdesk`;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts the demo on a free port and answers with where it is, once its story is played. */
export async function startDemo() {
  const child = spawn(binary, ["demo", "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const address = new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error(`the demo did not begin:\n${said}`)), START_WITHIN_MS);
    const read = (bytes) => {
      said += bytes;
      const [, origin] = said.match(/(http:\/\/127\.0\.0\.1:\d+)\/demo/) ?? [];
      if (origin) {
        clearTimeout(timer);
        found(origin);
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", failed);
    child.on("exit", () => failed(new Error(`the demo ended:\n${said}`)));
  });
  const origin = await address;
  const stop = async () => {
    const ended = once(child, "exit", { signal: AbortSignal.timeout(STOP_WITHIN_MS) });
    child.kill("SIGINT");
    const [code] = await ended;
    return code;
  };
  return { origin, stop };
}

export function startBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A page in a window of its own, with the list of everything that went wrong in it. */
export async function openPage(browser, origin, settings = {}) {
  const context = await browser.newContext(settings);
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`script: ${error}`));
  page.on("request", (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith("http") && asked !== origin) wrong.push(`asked elsewhere: ${asked}`);
  });
  await page.exposeFunction("noteViolation", (text) => wrong.push(`policy: ${text}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      window.noteViolation(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return { page, wrong };
}

/** Goes to a page and waits until it follows the house. */
export async function visit(page, url) {
  await page.goto(url);
  await page.waitForSelector('html[data-live="on"]');
}

/** What keeps people from using the page as it is shown: each rule with where it is broken. */
export async function barriers(page) {
  // Evaluated, not added as a script: the page's own policy allows no foreign one.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter((it) => ["serious", "critical"].includes(it.impact));
  return grave.map((it) => `${it.id}: ${it.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
