// The real program with the pages, for the time of a test file.
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {SOURCE, why as noBrowser} from './browser.mjs';

export const PROGRAM = process.env.IEUM || join(SOURCE, 'build/ieum');
export const why = noBrowser || (!existsSync(PROGRAM) && 'ieum is not built');
export const password = 'ieum-demo-2019';

// A folder of the test's own, and what takes it away.
export const makeRoom = (name) => (why ? '' : mkdtempSync(join(tmpdir(), `ieum-${name}-`)));

// {base, stop}: where it listens once it says so, and its end, with the room's.
export async function serve(db, room, ...options) {
    const server = spawn(PROGRAM, ['--db', db, 'serve', '--listen', '127.0.0.1:0', ...options], {cwd: SOURCE, stdio: ['ignore', 'pipe', 'pipe']});
    const base = await new Promise((resolve, reject) => {
        let said = '';
        const hear = (bytes) => { said += bytes; const m = /http:\/\/127\.0\.0\.1:\d+/.exec(said); if (m) resolve(m[0]); };
        server.stdout.on('data', hear);
        server.stderr.on('data', hear);
        server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
        setTimeout(() => reject(new Error(`the server says no address: ${said}`)), 20000).unref();
    });
    const stop = async () => {
        server.removeAllListeners('exit');
        server.kill('SIGTERM');
        await new Promise((r) => { server.on('exit', r); setTimeout(r, 6000).unref(); });
        rmSync(room, {recursive: true, force: true});
    };
    return {base, stop};
}
