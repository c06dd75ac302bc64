"""Finding goods without a scanner: by name, code or pinyin initials, and by the grid of loose goods."""
