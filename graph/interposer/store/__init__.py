"""The waist: files compiled to an RDF dataset, kept as a snapshot, asked by SPARQL."""
