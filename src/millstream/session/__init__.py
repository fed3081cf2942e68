"""One user's page as an actor: an event comes in, effects come out; no sockets, no threads."""
