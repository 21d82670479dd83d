"""What the portal says of one programme: answers, figures, neighbours, JSON, JSON-LD."""
