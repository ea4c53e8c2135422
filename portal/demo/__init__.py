"""Demo: invented companies, people, progress and requests, the same for the same day. For trying the portal out."""
