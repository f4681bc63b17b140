// Services that are more than a form: looked up and printed, calculated, decided at once,
// with a card that comes out; through the real programs and a real browser.

import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { World, slipNumber, until } from "./world.mjs";
import { items, walk } from "./citizen.mjs";

// A card of the device desk.
const elder = 1;

let world;
before(async () => {
  world = await World.start();
});
after(() => world?.stop());
beforeEach(() => world.putRight());

test("a calculation needs no card and no network", async () => {
  await world.hand("/network", { mode: "cut" });
  await world.toItem("GSKC-999999");
  await world.choose("2", "shared", "loan", "none");
  await world.at("result");
  assert.match(await world.text(), /6500 元/);
  await world.touch("next");
  await world.at("goodbye");
});

test("a proof is looked up and shown", async () => {
  await world.toItem("CBZM-999999", elder);
  await world.choose("all", "year", "work");
  await world.at("result");
  assert.match(await world.text(), /查到了/);
});

test("a new card is signed for, decided at once and taken", async () => {
  await world.toItem("SBKB-999999", elder);
  await world.choose("lost");
  await world.touch("pass");
  await world.at("review");
  await world.touch("next");
  await world.sign();
  await world.touch("next");
  await world.at("dispensing", 30_000);
  assert.match(await world.text(), /批准了/);
  await until("the card at the gate", async () => (await world.deskState()).cabinet?.dispenser?.card === "gate");
  await world.hand("/dispenser/take");
  await world.at("result");
  assert.match(await world.text(), /新卡已取走/);
  await world.touch("next");
  await world.at("done");
});

test("a service that is nothing but a file is kept without a network, printed, and arrives once", async () => {
  const item = items.find((i) => i.code === "CJHL-999999");
  await world.hand("/network", { mode: "cut" });
  await until("the screen to know", async () => (await world.text()).includes("网络中断"));
  await world.toGuide(item.code);
  await walk(world, item, (stage) => stage === "done");
  const number = slipNumber(await world.text());
  assert.match(await world.text(), /离线暂存，尚未受理/);
  const slip = (await world.slips()).at(-1);
  assert.ok(slip.complete && slip.codes.includes(number), "the slip is whole");
  assert.match(slip.text.join("\n"), /离线暂存，尚未受理/);
  await world.leaveDone();
  await world.hand("/network", { mode: "up" });
  const arrived = async (kind) => (await world.entries()).filter((e) => e.slip === number && e.kind === kind);
  await until("the application", async () => (await arrived("application")).length > 0, 60_000);
  assert.equal((await arrived("application")).length, 1, "exactly once");
  assert.equal((await arrived("application"))[0].item, item.code);
  await until("what was scanned", async () => (await world.entries()).some((e) => e.kind === "material"));
});

test("a service is found in pinyin, and by a sentence", async () => {
  await world.toServices();
  await world.touch("search");
  await world.at("find");
  await world.page.keyboard.type("gljt");
  await until("the allowance", async () => (await world.text(".hits")).includes("高龄津贴申领"));
  await world.touch("clear");
  await world.page.keyboard.type("bashi");
  await world.touch("choose", "八十");
  await world.page.keyboard.type("neng");
  await world.page.keyboard.press("Space");
  await world.page.keyboard.type("lingqian");
  await until("what it may be", async () => (await world.text(".hits")).includes("高龄津贴申领"));
  await world.touch("open", "GLJT-999999");
  await world.at("guide");
});
