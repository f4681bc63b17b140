// A world of its own for one test file: the very programs of `make demo`, with
// their own folder and ports, and a browser on the terminal's screen.

import { spawn, execFile } from "node:child_process";
import { createServer } from "node:net";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import assert from "node:assert/strict";
import { browser } from "./browser.mjs";

const execute = promisify(execFile);

// until waits for look() to be truthy and returns it. It says what it waited for.
export async function until(what, look, within = 20_000) {
  const end = Date.now() + within;
  let last;
  do {
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, 50));
  } while (Date.now() < end);
  assert.fail(`waited ${within / 1000} s for ${what}; the last look gave ${last}`);
}

// freePorts finds a run of ten free ports below the ephemeral range.
async function freePorts() {
  for (let base = 20_000 + (process.pid % 800) * 10; ; base += 10) {
    const servers = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => hold(base + i)));
    await Promise.all(servers.filter((s) => s.value).map((s) => new Promise((done) => s.value.close(done))));
    if (servers.every((s) => s.value)) return base;
  }
}

function hold(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

// keepDiary notes in the page when it was touched, and when another screen came up.
function keepDiary() {
  window.diary = [];
  const note = (what) => window.diary.push({ at: performance.timeOrigin + performance.now(), ...what });
  let last;
  const look = () => {
    const screen = document.querySelector(".screen");
    const stage = screen?.classList[1];
    const busy = Boolean(screen?.querySelector(".busy"));
    if (screen && last !== screen.dataset.token + busy) note({ stage, busy });
    last = screen ? screen.dataset.token + busy : "";
  };
  addEventListener("pointerdown", (e) => note({ touch: true, stroke: e.target.tagName === "CANVAS" }), true);
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

export class World {
  static async start({ viewport = { width: 1080, height: 1920 } } = {}) {
    const world = new World();
    world.folder = await mkdtemp(join(tmpdir(), "yitiji-"));
    const port = await freePorts();
    world.console = `http://127.0.0.1:${port}`;
    world.screen = `http://127.0.0.1:${port + 1}`;
    world.desk = `http://127.0.0.1:${port + 2}`;
    world.public = `http://127.0.0.1:${port + 8}`;
    world.sandbox = `http://127.0.0.1:${port + 9}`;
    world.programs = spawn("packaging/demo.sh", [world.folder], {
      env: { ...process.env, YITIJI_PORT: String(port), DISPLAY: "", WAYLAND_DISPLAY: "" },
    });
    try {
      await world.#ready();
      world.chromium = await browser();
      const context = await world.chromium.newContext({ viewport, reducedMotion: "reduce" });
      await context.addInitScript(keepDiary);
      world.page = await context.newPage();
      await world.page.goto(world.screen);
    } catch (error) {
      await world.stop();
      throw error;
    }
    return world;
  }

  // #ready waits for the addresses that make demo prints last.
  #ready() {
    return new Promise((resolve, reject) => {
      let said = "";
      const hear = (data) => {
        said += data;
        if (said.includes("Ctrl-C ends everything")) resolve();
      };
      this.programs.stdout.on("data", hear);
      this.programs.stderr.on("data", hear);
      this.programs.on("exit", () => reject(new Error(`the demo ended:\n${said}`)));
    });
  }

  async stop() {
    await this.chromium?.close();
    const ended = new Promise((done) => this.programs.once("exit", () => done(true)));
    const late = new Promise((done) => setTimeout(done, 20_000, false).unref());
    if (this.programs.exitCode === null) {
      this.programs.kill("SIGTERM");
      assert.ok(await Promise.race([ended, late]), "the programs do not end when they are told to");
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  // hand does something at the desk.
  async hand(path, form = {}) {
    const answer = await fetch(this.desk + path, { method: "POST", body: new URLSearchParams(form) });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  }

  async deskState() {
    return (await fetch(`${this.desk}/state`)).json();
  }

  async slips() {
    return (await this.deskState()).slips ?? [];
  }

  // centre asks the platform's own command line.
  async centre(...words) {
    const { stdout } = await execute("build/platform", ["--data", join(this.folder, "centre"), ...words]);
    return stdout;
  }

  async entries() {
    const lines = (await this.centre("entries", "--json", "--limit", "100000")).trim().split("\n");
    return lines.filter(Boolean).map((line) => JSON.parse(line));
  }

  // kiosk asks the terminal's own command line.
  async kiosk(...words) {
    const { stdout } = await execute("build/kiosk", ["--config", join(this.folder, "kiosk.yaml"), ...words]);
    return stdout;
  }

  // waiting is how many entries the centre has not signed for.
  async waiting() {
    return JSON.parse(await this.kiosk("outbox", "--json", "list")).stats.Pending;
  }

  // export writes what waits to a stick, and returns the file.
  async export() {
    const stick = await mkdtemp(join(this.folder, "stick-"));
    return JSON.parse(await this.kiosk("outbox", "--json", "export", stick)).path;
  }

  // administrator is a page of somebody who has signed in to the centre's console.
  async administrator() {
    const page = await (await this.chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" })).newPage();
    await page.goto(this.console);
    await page.locator("input[type=password]").fill((await readFile(join(this.folder, "console-password.txt"), "utf8")).trim());
    await page.getByRole("button").click();
    await page.locator("nav").first().waitFor();
    return page;
  }

  // phone is somebody's phone: a page of its own.
  async phone() {
    const context = await this.chromium.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN", hasTouch: true, isMobile: true });
    return context.newPage();
  }

  // command does something with the sandbox.
  async command(path, form = {}) {
    const answer = await fetch(this.sandbox + path, { method: "POST", body: new URLSearchParams(form) });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  }

  // firmsOf are the firms for which the holder of a card of the desk may act, by their codes.
  async firmsOf(person) {
    const { People } = await (await fetch(`${this.sandbox}/state`)).json();
    const codes = await (await fetch(`${this.sandbox}/people/${People[person - 1].Number}/firms`)).text();
    return codes.trim().split("\n").filter(Boolean);
  }

  // licence is the code of a firm's electronic licence on a phone.
  async licence(firm) {
    return (await fetch(`${this.sandbox}/firms/${firm}/licence`)).text();
  }

  // mood puts a system of the sandbox into one.
  async mood(system, kind, seconds = 0) {
    await this.command(`/systems/${system}`, { kind, seconds: String(seconds) });
  }

  // allWell puts every system right.
  async allWell() {
    for (const { System } of (await (await fetch(`${this.sandbox}/state`)).json()).Systems) await this.mood(System, "ok");
  }

  // code is what the code on the screen says: what a phone's camera would open.
  code() {
    return this.page.locator("svg.code").getAttribute("aria-label");
  }

  // killKiosk is kill -9; the demo starts the program again, as systemd does.
  async killKiosk() {
    const config = join(this.folder, "kiosk.yaml");
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
      if (words[0].endsWith("kiosk") && words.includes(config)) process.kill(Number(pid), "SIGKILL");
    }
  }

  // at waits until the screen shows a stage.
  async at(stage, within) {
    await until(`the stage ${stage}`, async () => (await this.stage()) === stage, within);
  }

  // stage is the stage on the screen; empty while the page is reconnecting.
  stage() {
    return this.page.evaluate(() => document.querySelector(".screen")?.classList[1] ?? "");
  }

  text(selector = ".screen") {
    return this.page.locator(selector).innerText();
  }

  // touch presses the button that does so.
  async touch(verb, value = "") {
    await this.page.locator(`[data-do="${verb}"][data-value="${value}"]`).first().click();
  }

  // touchIfThere presses it unless the screen has gone on meanwhile.
  async touchIfThere(verb, value = "") {
    await this.page.locator(`[data-do="${verb}"][data-value="${value}"]`).first().click({ timeout: 2_000 }).catch(() => {});
  }

  async type(digits) {
    for (const d of digits) await this.touch("key", d);
  }

  // toServices begins a visit in a language.
  async toServices(lang = "zh-Hans") {
    await this.at("attract");
    await (lang === "zh-Hans" ? this.touch("begin") : this.touch("speak", lang));
    await this.at("services");
  }

  // toCard goes from the attract screen to the card.
  async toCard(lang = "zh-Hans") {
    await this.toServices(lang);
    await this.touch("open", "GLJT-999999");
    await this.at("guide");
    await this.touch("next");
    await this.at("identify");
  }

  // toShelf goes from the services to the shelf on which an item stands.
  async toShelf(item) {
    if ((await this.stage()) !== "shelves") await this.touch("browse", "all");
    await this.at("shelves");
    while ((await this.page.locator(`[data-do="open"][data-value="${item}"]`).count()) === 0) {
      const shelf = await this.token();
      await this.page.locator('.bar .primary[data-do="browse"]').click();
      await this.moved(shelf);
    }
  }

  // toGuide goes from the attract screen to an item, up to its guide.
  async toGuide(item, lang = "zh-Hans") {
    await this.toServices(lang);
    await this.toShelf(item);
    await this.touch("open", item);
    await until("the guide", async () => ["guide", "notice"].includes(await this.stage()));
    if ((await this.stage()) === "notice") await this.touch("next");
    await this.at("guide");
  }

  // toItem goes on to what is asked, with a card where the item wants one.
  async toItem(item, person, lang) {
    await this.toGuide(item, lang);
    await this.touch("next");
    if (!person) return;
    await this.at("identify");
    await this.present(person);
    await this.at("confirm");
    await this.hand("/reader/lift");
    await this.touch("next");
  }

  // moved waits until there is another screen than the one with a token.
  async moved(token, within = 2_000) {
    await until("another screen", async () => (await this.token()) !== token, within).catch(() => {});
  }

  // diary is what happened in the page from a time on: touches, and screens as they came up.
  async diary(since = 0) {
    return (await this.page.evaluate(() => window.diary)).filter((e) => e.at >= since);
  }

  token() {
    return this.page.evaluate(() => document.querySelector(".screen")?.dataset.token ?? "");
  }

  // choose answers choices, one after the other.
  async choose(...options) {
    for (const option of options) {
      await this.at("form");
      const on = await this.token();
      await this.touch("pick", option);
      await this.moved(on);
    }
  }

  // sign writes on the pad as a finger does.
  async sign() {
    await this.at("sign");
    const box = await this.page.locator(".pad canvas").boundingBox();
    const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
    const mouse = this.page.mouse;
    for (const stroke of [
      [[0.2, 0.5], [0.3, 0.3], [0.4, 0.6], [0.5, 0.3]],
      [[0.6, 0.3], [0.7, 0.7], [0.8, 0.4], [0.75, 0.2]],
    ]) {
      await mouse.move(...at(...stroke[0]));
      await mouse.down();
      for (const point of stroke.slice(1)) await mouse.move(...at(...point), { steps: 8 });
      await mouse.up();
    }
  }

  async present(person) {
    await this.hand("/reader/present", { person });
  }

  // fill goes from the card that is presented to the review.
  async fill(person) {
    await this.present(person);
    await this.at("confirm");
    await this.hand("/reader/lift");
    await this.touch("next");
    await this.touch("pick", "card");
    // What the centre knows from before is not asked again.
    const answers = {
      "form.bank": () => this.touch("pick", "rural"),
      "form.account": () => this.type("6228480402564890018").then(() => this.touch("next")),
      "form.phone": () => this.type("13800138000").then(() => this.touch("next")),
    };
    for (;;) {
      const token = await until("a question, or the review", async () => {
        const token = await this.token();
        return token === "review" || token in answers ? token : "";
      });
      if (token === "review") break;
      await answers[token]();
      await until("what is next", async () => (await this.token()) !== token);
    }
    await this.at("review");
  }

  // toReview goes from the attract screen to the review.
  async toReview(person, lang) {
    await this.toCard(lang);
    await this.fill(person);
  }

  // putRight mends every device and the network, and ends the visit that a test
  // left behind, so that the next one begins at the attract screen.
  async putRight() {
    await this.hand("/network", { mode: "up" });
    await this.hand("/reader/lift");
    for (const device of ["idcard", "receipt", "code"]) {
      await this.hand(`/device/${device}/befall`, { trouble: "" });
      await this.hand(`/device/${device}/plug`);
    }
    await this.hand("/ups/mains", { state: "on" });
    await this.hand("/ups/charge", { percent: 100 });
    await this.hand("/printer/paper", { state: "full" });
    await this.hand("/printer/cover", { state: "closed" });
    await this.hand("/printer/jam", { state: "off" });
    await this.hand("/printer/hot", { state: "off" });
    await until("the attract screen", async () => {
      for (const verb of ["no-paper", "finish", "leave"]) {
        const button = this.page.locator(`[data-do="${verb}"]`).last();
        if (await button.isVisible()) await button.click({ timeout: 1000 });
      }
      return (await this.stage()) === "attract";
    });
    await until("the terminal to be in order", async () => (await this.page.locator(".banner").count()) === 0);
  }

  async leaveDone() {
    await this.touch("finish");
    await this.at("goodbye");
    await this.touch("finish");
    await this.at("attract");
  }
}

// slipNumber finds a slip's number in a text.
export function slipNumber(text) {
  return text.match(/YX07-\d{6}-\d{4}-[0-9A-Z]/)?.[0];
}
