// Opens pages in Firefox and prints as JSON what is wrong there. node firefox.mjs NODE_MODULES URL PART …

import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const [modules, url, ...parts] = process.argv.slice(2);
const {default: puppeteer} = await import(pathToFileURL(createRequire(`${modules}/`).resolve("puppeteer-core")));
const browser = await puppeteer.launch({browser: "firefox", executablePath: "/usr/bin/firefox-esr", headless: true});
const errors = [], found = {};
try {
  const page = await browser.newPage();
  page.on("console", message => ["error", "warn"].includes(message.type()) && errors.push(message.text()));
  page.on("pageerror", error => errors.push(String(error)));
  for (const part of parts) {
    await page.goto("about:blank");
    await page.goto(`${url}#${part}`, {waitUntil: "load"});
    await page.evaluate(() => new Promise(done => setTimeout(done, 500)));
    found[part] = await page.evaluate(id => {
      const top = document.getElementById(id).getBoundingClientRect().top, end = document.documentElement.scrollHeight - innerHeight;
      return top - Math.max(16, top + scrollY - end);
    }, part);
  }
  await page.goto("about:blank");
  await page.goto(`${url}#where=d'+%3D+8`, {waitUntil: "load"});
  found.shown = await page.$eval("#shown", said => said.textContent);
  await page.$eval("#squeezer", place => place.scrollIntoView({behavior: "instant"}));
  await page.waitForFunction(() => "ready" in document.getElementById("squeezer").dataset);
  found.squeezed = await page.$$eval("#squeezer .network .lost", said => said.map(({textContent}) => textContent));
} finally {
  await browser.close();
}
console.log(JSON.stringify({errors, found}));
