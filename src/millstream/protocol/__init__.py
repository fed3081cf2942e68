"""What the server and the browser say to each other, and how it is written down."""
