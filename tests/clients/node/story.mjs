// What the scripts share: they are told on standard input which server to talk
// to, load the client that is installed below CLIENT, and print what they saw
// as one JSON object. The Go test decides whether it is right.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export const task = JSON.parse(readFileSync(0, "utf8"));

export const client = createRequire(process.env.CLIENT + "/package.json");

// seen is what a call answers, or how the client reports that it failed.
export async function seen(call) {
  try {
    return (await call()) ?? null;
  } catch (error) {
    return { name: error?.name ?? "", message: String(error?.message ?? error) };
  }
}

// tell ends the story. Clients may keep sockets open, which nobody waits for.
export function tell(facts) {
  process.stdout.write(JSON.stringify(facts), () => process.exit(0));
}
