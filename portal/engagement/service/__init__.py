"""What the consultant sees of all companies, and what each role finds on its home page."""
