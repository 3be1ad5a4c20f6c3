"""Choose the text for the language and its state, isolate left-to-right runs, add buttons."""
