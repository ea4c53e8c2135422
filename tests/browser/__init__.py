"""What only a real browser shows: focus, layout, scripts, accessibility."""
