"""Translation on this machine: memory and glossary first, then a model, behind a gate."""
