"""The network: the store projected to a graph, paths through it, and what a picture of it shows."""
