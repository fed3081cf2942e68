/** Messages to bytes and back. */
import { decode, encode } from "@msgpack/msgpack";
import type { ClientMessage, ServerMessage } from "../protocol/messages";

export function encodeMessage(message: ClientMessage): Uint8Array<ArrayBuffer> {
  return encode(message);
}

export function decodeMessage(data: ArrayBuffer): ServerMessage {
  return decode(data) as ServerMessage;
}
