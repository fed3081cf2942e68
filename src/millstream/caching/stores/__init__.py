"""One store a file; each keeps the contract of ``millstream.caching.api.Store``."""
