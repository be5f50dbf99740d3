// What can be said of the pages without a browser: catalogues, literals, size, layout.
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync, readdirSync, existsSync} from 'node:fs';
import {join, relative} from 'node:path';
import {gzipSync} from 'node:zlib';
import {fileURLToPath} from 'node:url';

const SOURCE = fileURLToPath(new URL('../../', import.meta.url));
const WEB = join(SOURCE, 'web');
const files = (dir, ending) => readdirSync(dir, {withFileTypes: true, recursive: true})
    .filter((e) => e.isFile() && e.name.endsWith(ending)).map((e) => join(e.parentPath || e.path, e.name));
const text = (path) => readFileSync(path, 'utf8');
const scripts = files(join(WEB, 'js'), '.js').map((path) => ({path: relative(WEB, path), text: text(path)}));
const catalogue = (lang) => JSON.parse(text(join(WEB, 'i18n', `${lang}.json`)));
const ko = catalogue('ko');
const en = catalogue('en');

test('both catalogues have the same keys, sorted, and no empty text', () => {
    assert.deepEqual(Object.keys(ko), Object.keys(en));
    assert.deepEqual(Object.keys(ko), Object.keys(ko).toSorted());
    for (const [lang, words] of Object.entries({ko, en}))
        for (const [key, value] of Object.entries(words)) assert.ok(value.trim(), `${lang}: ${key}`);
});

test('arguments are the same in both languages', () => {
    const names = (s) => [...new Set([...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].toSorted();
    for (const key of Object.keys(ko)) assert.deepEqual(names(ko[key]), names(en[key]), key);
});

test('Korean is Korean: no text is left in English but names and units', () => {
    const left = Object.entries(ko).filter(([key, value]) => !/[가-힣]/.test(value) && !/^(choice\.rung|scheme\.|match\.made_by|agenda\.csv|import\.mend_csv)/.test(key));
    assert.deepEqual(left.map(([k]) => k), []);
});

test('no argument is followed by a particle that would have to agree with it', () => {
    for (const [key, value] of Object.entries(ko)) assert.doesNotMatch(value, /\{\w+\}(을|를|이|가|은|는|와|과|으로|로)(\s|$|[.,])/, key);
});

test('every key that the scripts ask for is in the catalogue', () => {
    const missing = [];
    for (const {path, text: source} of scripts) {
        for (const m of source.matchAll(/\bt\(\s*'([^']+)'/g)) if (!(m[1] in ko)) missing.push(`${path}: ${m[1]}`);
        for (const m of source.matchAll(/\btn\(\s*'([^']+)'/g)) if (!(`${m[1]}.other` in ko)) missing.push(`${path}: ${m[1]}.other`);
        for (const m of source.matchAll(/\bt\(`([\w.]+)\.\$\{/g)) if (!Object.keys(ko).some((k) => k.startsWith(`${m[1]}.`))) missing.push(`${path}: ${m[1]}.*`);
    }
    assert.deepEqual(missing, []);
});

test('no wording stands in a script', () => {
    const found = [];
    for (const {path, text: source} of scripts) {
        const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '').replace(/\/[^/\n]+\/i\]/g, ''); // file names are recognised by patterns
        for (const m of code.matchAll(/[가-힣]+/g)) if (m[0] !== '한국어') found.push(`${path}: ${m[0]}`);
        // Words between tags of a template, and texts of attributes that are read out.
        for (const m of code.matchAll(/>\s*([A-Za-z][a-z]+(?: [A-Za-z]+)*)\s*</g)) if (m[1] !== 'English') found.push(`${path}: ${m[1]}`);
        for (const m of code.matchAll(/\b(?:label|title|placeholder|alt|hint|aria-label)="([^"$]*[A-Za-z]{2}[^"$]*)"/g)) found.push(`${path}: ${m[1]}`);
    }
    assert.deepEqual(found, []);
});

test('the choices of the forms are those of the records, and all are worded', async () => {
    const {CHOICES} = await import(join(WEB, 'js/lib/schema.js'));
    const c = files(join(SOURCE, 'src/store'), '.c').filter((p) => /schema_\w+\.c$/.test(p)).map(text).join('\n');
    const arrays = [...c.matchAll(/\*const (\w+)\[\]\s*=\s*\{([^}]*)\}/g)].map((m) => [...m[2].matchAll(/"([^"]+)"/g)].map((x) => x[1]).join());
    for (const [name, values] of Object.entries(CHOICES)) {
        if (name !== 'guarded_field') {
            assert.ok(arrays.includes(values.join()), `${name} is not a list of src/store/schema_*.c`);
            for (const value of values) assert.ok(`choice.${name}.${value}` in ko, `choice.${name}.${value}`);
        }
    }
});

test('every field of a form has a label', async () => {
    const {TYPES} = await import(join(WEB, 'js/lib/schema.js'));
    for (const [type, {groups}] of Object.entries(TYPES)) for (const [group, fields] of groups) {
        assert.ok(`group.${group}` in ko, `group.${group}`);
        for (const f of fields.flatMap((x) => [x, ...(x.of || [])])) assert.ok(`field.${f.name}` in ko || `field.${type}.${f.name}` in ko, `${type}.${f.name}`);
    }
});

test('the page holds a strict Content-Security-Policy', () => {
    const page = text(join(WEB, 'index.html'));
    assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)/);
    assert.doesNotMatch(page, /\sstyle=|\son\w+=|https?:\/\//);
    for (const {path, text: source} of scripts) {
        assert.doesNotMatch(source, /\beval\(|new Function\(|innerHTML|dangerouslySetInnerHTML/, path);
        assert.doesNotMatch(source, /style="/, path);
        assert.doesNotMatch(source.replace(/http:\/\/www\.w3\.org/g, ''), /['"`]https?:\/\/(?!x['"])/, path);
    }
});

test('no file of the pages is longer than 500 lines', () => {
    for (const path of [...files(join(WEB, 'js'), '.js'), ...files(join(WEB, 'css'), '.css')])
        assert.ok(text(path).split('\n').length <= 500, relative(WEB, path));
});

test('every import of a script is used, and exists', () => {
    const wrong = [];
    for (const {path, text: source} of scripts) for (const m of source.matchAll(/^import \{([^}]+)\} from '([^']+)';/gms)) {
        const rest = source.replace(m[0], '');
        for (const name of m[1].split(',').map((x) => x.trim().split(' as ').pop()).filter(Boolean))
            if (!new RegExp(`(?<!\\w|(?<!\\.\\.)\\.)${name.replace('$', '\\$')}\\b`).test(rest)) wrong.push(`${path}: ${name}`);
        const target = join(WEB, path, '..', m[2]);
        if (!m[2].includes('/vendor/') && !existsSync(target)) wrong.push(`${path}: ${m[2]}`);
    }
    assert.deepEqual(wrong, []);
});

test('all pages together are less than 400 KB compressed', {skip: !existsSync(join(WEB, 'vendor')) && 'web/vendor is not there'}, () => {
    const all = readdirSync(WEB, {withFileTypes: true, recursive: true}).filter((e) => e.isFile() && !['NOTICE', '.stamp'].includes(e.name)).map((e) => join(e.parentPath || e.path, e.name));
    const size = all.reduce((n, path) => n + gzipSync(readFileSync(path)).length, 0);
    console.log(`# web: ${Math.round(size / 1024)} KB compressed in ${all.length} files`);
    assert.ok(size < 400 * 1024, `${size} bytes`);
});
