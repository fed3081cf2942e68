"""What tests of apps, stores and caches need; shipped to users."""
