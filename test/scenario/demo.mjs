/* The demonstration served by the real program, for the browser walk and for pictures. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { ieum, Office } from './week.mjs';

export class Demo {
    static async start() {
        const demo = new Demo();
        demo.password = 'ieum-demo-2019';
        demo.office = new Office();
        demo.office.run('demo');
        demo.process = spawn(ieum, ['serve', '--listen', '127.0.0.1:0', '--log-level', 'error'],
            { cwd: demo.office.home, stdio: ['ignore', 'pipe', 'inherit'] });
        demo.exit = new Promise(done => demo.process.once('exit', done));
        demo.url = await new Promise((done, fail) => {
            demo.process.stdout.once('data', text => done(String(text).trim()));
            demo.process.once('exit', code => fail(new Error(`serve ended with ${code}`)));
        });
        demo.event = demo.office.json('report', '--event', 'WEEK-2019').event;
        return demo;
    }

    async end() {
        this.process.kill('SIGTERM');
        assert.equal(await this.exit, 0, 'the server ends well');
        this.office.end();
    }
}
