// A server of its own for each test file, on an empty database in a temporary directory.

import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const BINARY = process.env.IRONWOOD_BINARY;
export const ADMIN = { username: "admin", password: "a pass phrase of tests" };

/** A port that nobody listens on. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A running server. */
export class Site {
  /** Starts one; `flags` are further arguments, `environment` further variables. */
  static async start({ flags = [], environment = {} } = {}) {
    const [port, home] = [await freePort(), await mkdtemp(join(tmpdir(), "ironwood-console-"))];
    const site = new Site();
    site.home = home;
    site.origin = `http://127.0.0.1:${port}`;
    site.said = "";
    site.process = spawn(BINARY, ["serve", "--data-dir", home, "--listen", `127.0.0.1:${port}`, "--admin-password", ADMIN.password, ...flags], {
      env: { ...process.env, IRONWOOD_THROTTLE_ANON: "none", IRONWOOD_THROTTLE_USER: "none", ...environment },
    });
    for (const stream of [site.process.stdout, site.process.stderr]) stream.on("data", (text) => { site.said += text; });
    const ended = new Promise((resolve) => { site.process.on("exit", resolve); });
    site.ended = ended;
    for (let turn = 0; turn < 600; turn += 1) {
      if (site.process.exitCode !== null) break;
      const answer = await fetch(`${site.origin}/api/`).catch(() => null);
      if (answer?.ok) return site;
      await pause(50);
    }
    throw new Error(`the server did not start:\n${site.said}`);
  }

  /** Ends it and removes its files. */
  async stop() {
    this.process.kill("SIGTERM");
    await this.ended;
    await rm(this.home, { recursive: true });
  }

  /** Asks the API beside the browser, with a token or with name and password: status and body. */
  async ask(method, path, { token, user, body } = {}) {
    const headers = { Accept: "application/json" };
    if (token) headers.Authorization = `Token ${token}`;
    if (user) headers.Authorization = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString("base64")}`;
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(`${this.origin}${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  }

  /** The same, as the administrator, who must be answered well. */
  async admin(method, path, body) {
    const answer = await this.ask(method, path, { user: ADMIN, body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

/** The code that an authenticator app shows for a secret, `steps` half minutes from now (RFC 6238). */
export function oneTimeCode(secret, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
