"""Knowledge in files: records, periods, quantities, reading and writing them in canonical order."""
