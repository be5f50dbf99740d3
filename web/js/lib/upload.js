// Sheets on their way in. The files chosen in this window are kept, so that another sheet
// of the same workbook can be taken without choosing the file again.
import {request, query} from '../api.js';

const files = new Map();
export const fileOf = (importId) => files.get(importId);

export async function send(file, {kind, event, sheet}) {
    const path = `/imports${query({kind, event, sheet, filename: file.name})}`;
    const r = await request('POST', path, {raw: file, type: file.type || 'application/octet-stream'});
    files.set(r.id, file);
    return r;
}
