// Services that are more than a form: looked up and printed, calculated, decided at once,
// with a card that comes out; through the real programs and a real browser.

import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { World, until } from "./world.mjs";

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
