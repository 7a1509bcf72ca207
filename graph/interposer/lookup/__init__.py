"""What people ask: names, verbs, evidence, cards and named questions, all through SPARQL."""
