import { isUtf8 } from 'node:buffer';
import { type Checked, type Problem, wholeProblem } from './problem';

const newLine = 0x0a;
const saveAs = 'save it as UTF-8; of a spreadsheet: "CSV UTF-8"';

/** How the workbooks of spreadsheet programs begin: ZIP, and the older compound file. */
const workbooks = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
] as const;

function startsWith(bytes: Buffer, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

/** By its byte order mark, or by the zero beside an ASCII character that every such file begins with. */
function isUtf16(bytes: Buffer): boolean {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return true;
  const [first, second, third, fourth] = bytes;
  if (bytes.length < 4) return false;
  return (first === 0 && second !== 0 && third === 0) || (first !== 0 && second === 0 && third !== 0 && fourth === 0);
}

function lineOfFirstBadByte(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start <= bytes.length; line += 1) {
    const found = bytes.indexOf(newLine, start);
    const end = found === -1 ? bytes.length : found;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
  return line;
}

function refusalOf(bytes: Buffer): Problem | undefined {
  if (bytes.length === 0) return wholeProblem('is empty');
  if (isUtf16(bytes)) return wholeProblem('is UTF-16 text, not UTF-8', saveAs);
  if (workbooks.some((beginning) => startsWith(bytes, beginning))) {
    return wholeProblem('is a workbook or an archive, not text', 'save the sheet as "CSV UTF-8"');
  }
  if (bytes.includes(0)) return wholeProblem('is a binary file, not text', 'is this the right file?');
  if (isUtf8(bytes)) return undefined;
  const line = lineOfFirstBadByte(bytes);
  return { line, column: 1, path: '', message: 'this line is not UTF-8 text', hint: saveAs };
}

/** Bytes as UTF-8 text, without a byte order mark. Empty, UTF-16, binary and otherwise encoded input are problems. */
export function decodeText(bytes: Buffer): Checked<string> {
  const problem = refusalOf(bytes);
  if (problem !== undefined) return { ok: false, problems: [problem] };
  return { ok: true, value: new TextDecoder('utf-8').decode(bytes) };
}
