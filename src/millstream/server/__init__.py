"""The part that performs effects: sockets, threads, timers, files."""
