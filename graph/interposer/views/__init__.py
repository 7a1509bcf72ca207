"""What people see: tables, streams, JSON, and the HTML explorer."""
