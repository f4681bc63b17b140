// Every way to prove who one is, through the real programs and two pages of a real browser: the
// terminal's screen, and a phone. Cards are walked by visit.test.mjs.

import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { World, slipNumber, until } from "./world.mjs";

// Of the device desk, and of the sandbox's register: the holder of its first card.
const wang = "999999193803120287";

// Lawyer is an item for which any proof will do.
const lawyer = "LSYY-999999";

let world, phone;
before(async () => {
  world = await World.start();
  phone = await world.phone();
});
after(() => world?.stop());
beforeEach(async () => {
  await world.putRight();
  await world.allWell();
});

const applications = async () => (await world.entries()).filter((e) => e.kind === "application");

// signIn goes on to the code on the screen, and opens it on the phone.
async function signIn() {
  await world.toItem(lawyer);
  await world.at("identify");
  await world.touch("use-phone");
  await world.at("sign-in");
  const address = await until("the code", () => world.code());
  await phone.goto(address);
  return phone.locator("body");
}

// book goes from the proof to the thanks, and returns the number of the slip.
async function book() {
  await world.touch("next");
  await world.choose("debt", "person");
  const time = await until("a time", () => world.page.locator('[data-do="pick"]').first().getAttribute("data-value"));
  await world.choose(time);
  await until("the phone, or what is behind it", async () => ["form.phone", "review"].includes(await world.token()));
  if ((await world.token()) === "form.phone") await world.touch("pass");
  await world.at("review");
  await world.touch("next");
  await world.at("done");
  const number = slipNumber(await world.text());
  assert.ok((await applications()).some((e) => e.slip === number && e.item === lawyer));
  return number;
}

test("a phone scans the screen, confirms, and serves as well as a copy of a document", async () => {
  const body = await signIn();
  const match = (await phone.locator(".amount").innerText()).trim();
  assert.match(await world.text(), new RegExp(`核对 ${match}`), "both show the same digits");
  assert.match(await body.innerText(), /律师咨询预约/, "the phone says what for");
  await until("that it is open", async () => (await world.text()).includes("手机已经打开"));
  await phone.locator("#who").selectOption(wang);
  await phone.getByRole("button", { name: "确认登录" }).click();
  await world.at("confirm");
  assert.match(await world.text(), /来自手机账号/);
  assert.doesNotMatch(await world.text(), /王秀英|999999193803120287|03-12/, "name, number and birthday are masked");
  await book();
  assert.doesNotMatch(await world.text(), /取走[^。]*身份证/, "there is no card to take");
  await world.touch("another");
  await world.at("services");
  await world.touch("open", "GLJT-999999");
  await world.at("guide");
  await world.touch("next");
  await world.at("identify");
  assert.match(await world.text(), /请刷身份证/, "for more, a card is asked for");
});

test("a phone declines, and then another code is confirmed", async () => {
  await signIn();
  await phone.getByRole("button", { name: "不是我，拒绝" }).click();
  await until("the reason", async () => (await world.text()).includes("手机上点了拒绝"));
  const stale = phone.url();
  await world.touch("retry");
  const fresh = await until("another code", async () => {
    const code = await world.code().catch(() => "");
    return code && code !== stale && code;
  });
  await phone.goto(fresh);
  await phone.locator("#who").selectOption(wang);
  await phone.getByRole("button", { name: "确认登录" }).click();
  await world.at("confirm");
  await phone.goto(stale);
  assert.match(await phone.locator("body").innerText(), /已拒绝/, "the old one is over");
});

test("a phone shows its code to the scanner; what is of nobody, or was used, proves nothing", async () => {
  const text = await (await fetch(`${world.sandbox}/people/${wang}/code`)).text();
  await world.toItem(lawyer);
  await world.at("identify");
  await world.hand("/scanner/scan", { text: "999999ID7K3MQ9ZT2XFA" });
  await until("the reason", async () => (await world.text()).includes("不是身份码"));
  // The screen waits again by itself.
  await until("the person", async () => {
    await world.hand("/scanner/scan", { text });
    await new Promise((done) => setTimeout(done, 700));
    return (await world.stage()) === "confirm";
  });
  await world.touch("not-mine");
  await world.at("identify");
  await until("that it was used", async () => {
    await world.hand("/scanner/scan", { text });
    await new Promise((done) => setTimeout(done, 700));
    return (await world.text()).includes("已经过期");
  });
  const card = 1;
  await until("a card, as well", async () => {
    await world.present(card);
    await new Promise((done) => setTimeout(done, 1500));
    return (await world.stage()) === "confirm";
  });
  await world.hand("/reader/lift");
});

test("accounts that do not answer are said not to, and a card serves", async () => {
  await world.mood("identities", "down");
  await world.toItem(lawyer);
  await world.at("identify");
  await world.touch("use-phone");
  await until("the reason", async () => (await world.text()).includes("对方部门的系统没有回应"));
  await world.touch("back");
  await world.at("identify");
  await until("the card", async () => {
    await world.present(1);
    await new Promise((done) => setTimeout(done, 1500));
    return (await world.stage()) === "confirm";
  });
  await world.hand("/reader/lift");
});

test("accounts that mix people up prove nobody", async () => {
  await signIn();
  await world.mood("identities", "mixes");
  await phone.locator("#who").selectOption(wang);
  await phone.getByRole("button", { name: "确认登录" }).click();
  await until("that nothing is believed", async () => (await world.text()).includes("正在重试"));
  assert.equal(await world.stage(), "sign-in");
  await world.mood("identities", "ok");
  await world.at("confirm");
});

test("a passport: smudged once, then read, and as good as a card where that is enough", async () => {
  await world.toItem(lawyer, undefined, "en");
  await world.at("identify");
  await world.hand("/travel/present", { traveller: "1", form: "smudged" });
  await until("the reason", async () => (await world.text()).includes("could not be read"));
  await until("the passport", async () => {
    await world.hand("/travel/present", { traveller: "1", form: "passport" });
    await new Promise((done) => setTimeout(done, 700));
    return (await world.stage()) === "confirm";
  });
  assert.match(await world.text(), /L\*\*[\s\S]*U\*{7}5/);
  assert.doesNotMatch(await world.text(), /LINDQVIST|U99912345|02-11/, "name, number and birthday are masked");
  await book();
  await world.touch("another");
  await world.at("services");
  await world.touch("open", "GLJT-999999");
  await world.at("guide");
  await world.touch("next");
  await world.at("identify");
  assert.match(await world.text(), /needs your ID card/, "for more, a card is asked for");
});

test("a code is sent to the phone of a number: wrong once, then right", async () => {
  const texts = async () => (await (await fetch(`${world.sandbox}/people/${wang}/texts`)).text()).trim();
  await world.toItem(lawyer);
  await world.at("identify");
  await world.touch("use-text");
  await world.at("text-to");
  await world.type(wang);
  await world.touch("next");
  await world.at("text-code");
  const code = await until("the message", texts);
  await world.type(code === "123456" ? "654321" : "123456");
  await world.touch("next");
  await until("that it is wrong", async () => (await world.text()).includes("这个验证码不对"));
  await world.type(code);
  await world.touch("next");
  await world.at("confirm");
  assert.match(await world.text(), /来自手机账号/);
  await book();
});

test("a number of nobody looks the same, and proves nothing", async () => {
  await world.toItem(lawyer);
  await world.at("identify");
  await world.touch("use-text");
  await world.at("text-to");
  await world.type("999999195811290021");
  await world.touch("next");
  await until("that it cannot be one", async () => (await world.page.locator(".field.wrong").count()) === 1);
});

test("a helper acts for somebody: both cards, both names, on paper and at the centre", async () => {
  const [helper, elder] = [2, 1];
  await world.toItem("GLJT-999999");
  await world.at("identify");
  await world.touch("act-for", "helper");
  await until("that the helper's card is wanted", async () => (await world.text()).includes("先刷您自己的身份证"));
  await world.present(helper);
  await until("that the other card is wanted", async () => (await world.text()).includes("再刷对方的证件"));
  await until("that the same card is no use", async () => {
    await world.hand("/reader/lift");
    await world.present(helper);
    await new Promise((done) => setTimeout(done, 1500));
    return (await world.stage()) === "refused";
  });
  assert.match(await world.text(), /刷的还是您自己的证件/);
  await world.touch("not-mine");
  await world.at("identify");
  await world.hand("/reader/lift");
  await world.fill(elder);
  assert.match(await world.text(), /社区代办员/, "the review names the helper");
  await world.touch("next");
  await world.at("done");
  assert.match(await world.text(), /两张证件/, "there are two cards to take");
  const number = slipNumber(await world.text());
  const slip = await until("the slip", async () => (await world.slips()).find((s) => s.codes.includes(number)));
  assert.match(slip.text.join("\n"), /代办人/);
  const entry = (await applications()).find((e) => e.slip === number);
  const page = await world.administrator();
  await page.goto(`${world.console}/entries/${entry.terminal}/${entry.sequence}`);
  assert.match(await page.locator("main").innerText(), /社区代办员[\s\S]*李\*\*/);
});

test("a firm applies: another's licence is told so, one's own goes on, and the register may be away", async () => {
  const [clerk, other] = [1, 6];
  const seals = "GZKZ-999999";
  await world.toItem(seals, clerk);
  await world.at("firm");
  const [theirs] = await world.firmsOf(other);
  await world.hand("/scanner/scan", { text: await world.licence(theirs) });
  await until("that it is another's", async () => (await world.text()).includes("里没有您"));
  const [own] = await world.firmsOf(clerk);
  await until("the firm", async () => {
    await world.hand("/scanner/scan", { text: await world.licence(own) });
    await new Promise((done) => setTimeout(done, 700));
    return (await world.stage()) === "firm-found";
  });
  assert.match(await world.text(), /虚构市[\s\S]*授权经办人/);
  await world.mood("firms", "down");
  await world.touch("not-mine");
  await world.at("firm");
  await world.touch("type-it");
  await world.at("firm-code");
  await world.type(own);
  await world.touch("next");
  await until("that the register is away", async () => (await world.text()).includes("企业登记库没有回应"));
  await world.touch("pass");
  await world.at("form");
  assert.equal(await world.token(), "form.firm-code", "the department will look");
});
