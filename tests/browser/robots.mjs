// Print Lighthouse's score of robots.txt (0 or 1) at each address, with the page's policy set aside.
import { snapshot } from "lighthouse";
import puppeteer from "puppeteer-core";

const [executablePath, ...addresses] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const scores = [];
for (const address of addresses) {
  const page = await browser.newPage();
  await page.setBypassCSP(true);
  await page.goto(address);
  const { lhr } = await snapshot(page, { flags: { onlyAudits: ["robots-txt"] } });
  scores.push(lhr.audits["robots-txt"].score);
  await page.close();
}
await browser.close();
console.log(JSON.stringify(scores));
