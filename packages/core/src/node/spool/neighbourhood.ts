import { shared } from "../../adapter/shared.ts";
import { NEIGHBOURS } from "../../adapter/shared-keys.ts";

/** What the spools of this thread in one folder have in common, whichever copy of this package opened them. */
export interface Neighbours {
  /** Names of the folders in it that are theirs. */
  held: Set<string>;
  /** How often one of them began to look for what others left behind, less those who are gone. */
  looks: number;
}

/** What a spool need not ask the system, for its neighbours know it. */
export class Neighbourhood {
  readonly #parent: string;
  readonly #neighbours: Neighbours;
  #seenLooks: number;

  constructor(parent: string) {
    this.#parent = parent;
    this.#neighbours = neighboursIn(parent);
    this.#seenLooks = this.#neighbours.looks;
  }

  /** Says that a folder is this spool's. */
  hold(name: string): void {
    this.#neighbours.held.add(name);
  }

  release(name: string): void {
    const { held } = this.#neighbours;
    held.delete(name);
    if (held.size === 0) parents().delete(this.#parent);
  }

  /** Whether a folder is a neighbour's or this spool's. */
  holds(name: string): boolean {
    return this.#neighbours.held.has(name);
  }

  /** Whether it is on this spool to look, for no neighbour has since it was opened, or since it asked last. */
  beginLook(): boolean {
    const isDue = this.#neighbours.looks <= this.#seenLooks;
    if (isDue) this.#neighbours.looks++;
    this.#seenLooks = this.#neighbours.looks;
    return isDue;
  }

  /** Has the neighbour that asks next look for what this spool leaves behind. */
  leave(): void {
    this.#neighbours.looks--;
  }
}

function neighboursIn(parent: string): Neighbours {
  const known = parents().get(parent);
  if (known !== undefined) return known;
  const neighbours = { held: new Set<string>(), looks: 0 };
  parents().set(parent, neighbours);
  return neighbours;
}

function parents(): Map<string, Neighbours> {
  return shared(NEIGHBOURS, () => new Map<string, Neighbours>());
}
