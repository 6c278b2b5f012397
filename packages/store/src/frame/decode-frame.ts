import type { NumberField } from "@peekjs/protocol";
import type { FrameGroupHeader, FrameHeader, StringField, WrittenHeader } from "./frame.ts";
import { aligned } from "./frame.ts";
import { restoreContexts } from "./shared-contexts.ts";

/** A group of a frame. The columns are views into the frame. */
export interface FrameGroup {
  header: FrameGroupHeader;
  timestamp: Float64Array;
  strings: FrameStrings;
  /** Indexes into `strings`, −1 = absent. */
  text: { [field in StringField]?: Int32Array };
  /** NaN = absent. */
  number: { [field in NumberField]?: Float64Array };
}

/** The group's dictionary, decoded only where it is asked for. */
class FrameStrings {
  readonly #ends: Uint32Array;
  readonly #bytes: Buffer;

  constructor(ends: Uint32Array, bytes: Buffer) {
    this.#ends = ends;
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#ends.length;
  }

  bytes(index: number): Buffer {
    return this.#bytes.subarray(index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }

  text(index: number): string {
    return this.#bytes.toString("utf8", index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }
}

/** Reads the header alone. */
export function decodeFrameHeader(payload: Buffer): FrameHeader {
  const length = payload.readUInt32LE(0);
  const written = JSON.parse(payload.toString("utf8", 8, 8 + length)) as WrittenHeader;
  const groups = written.groups.map(({ contexts, events, ...group }): FrameGroupHeader => ({
    ...group,
    events: restoreContexts({ contexts, events }),
  }));
  return { ...written, groups };
}

export function decodeFrame(payload: Buffer): { header: FrameHeader; groups: FrameGroup[] } {
  const header = decodeFrameHeader(payload);
  const { buffer } = payload;
  let offset = payload.byteOffset + 8 + aligned(payload.readUInt32LE(0));
  const groups = header.groups.map((group): FrameGroup => {
    const ends = new Uint32Array(buffer, offset, group.strings);
    offset += aligned(group.strings * 4);
    const strings = new FrameStrings(ends, Buffer.from(buffer, offset, group.stringBytes));
    offset += aligned(group.stringBytes);
    const numbers = (): Float64Array => {
      const column = new Float64Array(buffer, offset, group.requests);
      offset += column.byteLength;
      return column;
    };
    const timestamp = numbers();
    const number: FrameGroup["number"] = {};
    for (const field of group.numberColumns) number[field] = numbers();
    const text: FrameGroup["text"] = {};
    for (const field of group.stringColumns) {
      text[field] = new Int32Array(buffer, offset, group.requests);
      offset += aligned(group.requests * 4);
    }
    return { header: group, timestamp, strings, text, number };
  });
  return { header, groups };
}
