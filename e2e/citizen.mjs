// A citizen who knows nothing of a service: they do what the screen says, with an answer that
// passes.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { until } from "./world.mjs";

// Cards of the device desk, the likeliest to be served first: old and young, men and women.
const people = [1, 6, 11, 2, 4, 7, 5, 3, 8, 9, 10];

// Who pays into the housing fund and pays taxes, and the services that have nothing for others.
const worker = 11;
const ofWorkingAge = ["GJMX-999999", "NSJL-999999"];

// items are all sample services, with a right answer to each question.
export const items = JSON.parse(execFileSync("build/kiosk", ["catalog", "list"], { maxBuffer: 1 << 26 }));

// mostUsed are those on the first screen.
export function mostUsed() {
  return items.filter((item) => item.often).sort((a, b) => a.often - b.often);
}

// regular makes the first of the people somebody who has been served before: what they told
// then is not asked again.
export async function regular(world) {
  await world.toReview(people[0]);
  await world.touch("next");
  await world.at("done");
  await world.leaveDone();
}

// served plays a visit for a service of the first screen. It tells how many touches it took
// to what the person came for, a signature counted as one; for how long they waited for the
// machine until then, in ms, and for how long besides for a page to come through the printer;
// and the stages.
export async function served(world, item) {
  const begin = Date.now();
  await world.at("attract");
  await world.touch("open", item.code);
  await until("the visit to begin", async () => (await world.stage()) !== "attract");
  const through = await walk(world, item, (stage) => stage === "done", ofWorkingAge.includes(item.code) ? [worker] : people);
  assert.equal(through.at(-1), "done", `it never came to an end: ${through.join(" › ")}`);
  const diary = await world.diary(begin);
  diary.length = 1 + outcome(diary, item);
  return { touches: touched(diary), machine: waited(diary, machine), printer: waited(diary, printer), through };
}

// outcome is when a person has what they came for: the paper of a look-up, the decision of a
// department, the card, the slip.
function outcome(diary, item) {
  const came = (stage, from = 0) => diary.findIndex((e, i) => i >= from && e.stage === stage && !e.busy);
  const printed = diary.findIndex((e) => e.stage === "sheets");
  if (item.work === "query" && printed >= 0) return came("result", printed);
  return Math.min(...["result", "done"].map((stage) => came(stage)).filter((i) => i >= 0));
}

function touched(diary) {
  const strokes = diary.filter((e) => e.stroke).length;
  return diary.filter((e) => e.touch && !e.stroke).length + Math.min(strokes, 1);
}

// waited is how long something went on.
function waited(diary, by) {
  return diary.reduce((sum, e, i) => sum + (i > 0 && by(diary[i - 1]) ? e.at - diary[i - 1].at : 0), 0);
}

// machine says that the programs were at it: after a touch, and on a screen that shows so.
function machine(e) {
  return (e.touch || e.busy) && !printer(e);
}

// printer says that a page was on its way.
function printer(e) {
  return e.stage === "sheets";
}

// walk plays one visit for an item of `kiosk catalog list`, from its guide on, and gives the
// stages that it came through. It ends at the attract screen, or where done says so.
export async function walk(world, item, done = () => false, cards = people) {
  const samples = Object.fromEntries(item.questions.map((q) => [q.key, q]));
  const seen = [];
  const turned = new Set(); // cards that were refused
  const given = new Set(); // materials that were dealt with
  for (let acts = 0; acts < 150; acts++) {
    const { stage, token } = await settled();
    if (seen.at(-1) !== stage) seen.push(stage);
    if (stage === "attract" || (await done(stage))) return seen;
    await act(stage, token);
    if (stage !== "materials") await world.moved(token);
  }
  assert.fail(`no end: ${seen.join(" › ")}`);

  async function act(stage, token) {
    switch (stage) {
      case "identify":
        return present();
      case "confirm":
        await world.hand("/reader/lift");
        return world.touchIfThere("next");
      case "refused":
        return anotherCard();
      case "firm":
        return showLicence();
      case "firm-found":
        return world.touchIfThere("next");
      case "form":
        return answer(token);
      case "materials":
        return material();
      case "sign":
        await world.sign();
        return world.touchIfThere("next");
      case "pay":
        return pay();
      case "dispensing":
        return world.hand("/dispenser/take").catch(() => {}); // it may not be at the gate yet
      case "paper":
        return world.touchIfThere("no-paper");
      case "done":
        if ((await world.page.locator('[data-do="rate"]').count()) > 0) await world.touchIfThere("rate", "5");
        return world.touchIfThere("finish");
      case "goodbye":
        return world.touchIfThere("finish");
      case "result":
        if ((await world.page.locator('.primary[data-do="print"]').count()) > 0) return world.touchIfThere("print");
        return world.touchIfThere("next");
      case "guide":
      case "notice":
      case "review":
        return world.touchIfThere("next");
      default: // something is under way
    }
  }

  async function present() {
    const person = cards.find((p) => !turned.has(p));
    assert.ok(person, `no card of the desk may apply: ${await world.text()}`);
    await world.hand("/reader/lift");
    await world.present(person);
    await until("the card to be read", async () => (await world.stage()) !== "identify");
  }

  // showLicence shows the licence of a firm for which the person may act.
  async function showLicence() {
    const person = cards.find((p) => !turned.has(p));
    const [firm] = await world.firmsOf(person);
    await world.hand("/scanner/scan", { text: await world.licence(firm) });
    await until("the firm", async () => (await world.stage()) !== "firm");
  }

  // anotherCard tries the next person; whoever an answer has ended tries another answer no more.
  async function anotherCard() {
    turned.add(cards.find((p) => !turned.has(p)));
    await world.hand("/reader/lift");
    if ((await world.page.locator('[data-do="not-mine"]').count()) > 0) return world.touch("not-mine");
    await world.touch("another");
    await until("the services", async () => ["services", "shelves"].includes(await world.stage()));
    await world.toShelf(item.code);
    await world.touch("open", item.code);
  }

  async function answer(token) {
    const field = token.split(".")[1];
    const page = world.page;
    if ((await page.locator(".keypad").count()) > 0) {
      if ((await page.locator('[data-do="clear"]').count()) > 0) await world.touch("clear");
      await world.type(samples[field].sample);
    } else if ((await page.locator(".board").count()) > 0) {
      await write(samples[field].sample);
    } else {
      const option = page.locator(".option:enabled");
      const wanted = page.locator(`.option[data-value="${samples[field]?.sample}"]:enabled`);
      return ((await wanted.count()) > 0 ? wanted : option).first().click();
    }
    await world.touch("next");
    await until(`another question than ${field}`, async () => (await world.token()) !== token);
  }

  // write puts words and codes in as a program does, for a keyboard is tried elsewhere: key by
  // key, words in the board of signs, which takes any character.
  async function write(text) {
    if ((await world.page.locator('[data-do="turn"]').count()) > 0) await world.touch("turn", "signs");
    for (const value of text) {
      const on = await world.token();
      await world.page.evaluate(() => window.diary.push({ at: performance.timeOrigin + performance.now(), touch: true }));
      await fetch(`${world.screen}/tap`, { method: "POST", body: new URLSearchParams({ on, do: "key", value }) });
    }
    await until("what was written", async () => (await world.text(".field .value")).replace(/\s/g, "").includes(text.replace(/\s/g, "")));
  }

  // material deals with the next one that is missing: on the glass if that is open, else later.
  async function material() {
    await until("the certificates", async () => !(await world.text()).includes("正在查"));
    const missing = world.page.locator(".option:not(.chosen)");
    const keys = await missing.evaluateAll((all) => all.map((o) => o.dataset.value));
    const key = keys.find((k) => !given.has(k));
    if (!key) return onFrom("materials", "next");
    await onFrom("materials", "pick", key);
    if ((await world.stage()) !== "gather") return; // look again
    given.add(key);
    const ways = await world.page.locator(".option").evaluateAll((all) => all.map((o) => o.dataset.value));
    const way = ["reuse", "certificate", "scan", "promise"].find((w) => ways.includes(w));
    if (!way) return onFrom("gather", "back");
    await onFrom("gather", "pick", way);
    if (way === "promise") {
      await world.at("promise");
      return onFrom("promise", "next");
    }
    if (way !== "scan") return;
    await world.at("scanning");
    await world.hand("/paper/lay", { paper: "1" });
    await world.touch("scan");
    await until("the page", async () => (await world.page.locator(".pages img").count()) > 0);
    return onFrom("scanning", "next");
  }

  // onFrom touches a button, and waits until its stage is left.
  async function onFrom(stage, verb, value) {
    await world.touchIfThere(verb, value);
    await until(`${stage} to be left`, async () => (await world.stage()) !== stage, 3_000).catch(() => {});
  }

  async function pay() {
    const order = await until("an order, or none", async () => {
      if ((await world.stage()) !== "pay") return "none";
      const code = world.page.locator("svg.code");
      return (await code.count()) > 0 && (await code.getAttribute("aria-label"));
    });
    if (order === "none") return;
    const paid = await fetch(order, { method: "POST", body: new URLSearchParams({ what: "pay" }) });
    assert.ok(paid.ok, `the payer's page: ${paid.status}`);
    await until("the money", async () => (await world.stage()) !== "pay", 30_000);
  }

  // settled is the screen that is there when the page is not reconnecting.
  function settled() {
    return until("a screen", async () => {
      const stage = await world.stage();
      return stage && { stage, token: await world.token() };
    });
  }
}
