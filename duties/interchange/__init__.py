"""The files in and out (docs/interchange.md): read, held to the rules and merged; written back as they came."""
