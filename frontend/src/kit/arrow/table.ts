/** Tables as they come over the wire: Arrow IPC streams, decoded column by column as they are read. */
import { type Table, tableFromIPC } from "@uwdata/flechette";
import { useEffect, useState } from "react";

const KEPT = 16;
const fetched = new Map<string, Promise<Table>>();

export function decodeTable(bytes: ArrayBuffer | Uint8Array): Table {
  return tableFromIPC(bytes, { useBigInt: true, useDecimalInt: true });
}

async function load(address: string): Promise<Table> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The server answered ${response.status} for ${address}.`);
  return decodeTable(await response.arrayBuffer());
}

/** Fetches a table. What an address names never changes, so the last few are kept. */
function fetchTable(address: string): Promise<Table> {
  const known = fetched.get(address) ?? load(address);
  fetched.delete(address);
  fetched.set(address, known);
  known.catch(() => fetched.delete(address));
  const [oldest] = fetched.keys();
  if (fetched.size > KEPT && oldest !== undefined) fetched.delete(oldest);
  return known;
}

export interface TableState {
  /** The table of the address, or the one before it while that is on its way. */
  table: Table | undefined;
  error: string;
}

export function useTable(address: string): TableState {
  const [state, setState] = useState<TableState>({ table: undefined, error: "" });
  useEffect(() => {
    let isCurrent = true;
    if (!address) return;
    fetchTable(address).then(
      (table) => isCurrent && setState({ table, error: "" }),
      (error: unknown) => isCurrent && setState((last) => ({ ...last, error: String(error) })),
    );
    return () => {
      isCurrent = false;
    };
  }, [address]);
  return state;
}
