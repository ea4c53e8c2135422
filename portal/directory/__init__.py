"""Directory: the offices that decide or advise, and what each is for."""
