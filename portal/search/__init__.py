"""Finding things by Chinese text, pinyin and initials (docs/search.md): what is indexed, and how it is told apart."""
