"""What the pages of :mod:`benchmarks.corpus` are made of: words, sentences, content and layout."""
