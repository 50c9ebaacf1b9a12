"""From the cells of a notebook to Typst, and from Typst to a tagged PDF."""
