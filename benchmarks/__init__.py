"""Programs that measure vm2graph, and the pages they measure it with."""
